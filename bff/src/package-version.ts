import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this product, as its package says. */
export function readVersion(root: string): string {
  const manifest: { version?: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return manifest.version ?? '0.0.0';
}
