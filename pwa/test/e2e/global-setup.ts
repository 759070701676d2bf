import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The browser tests look at the built app, so it has to be the one of today's sources. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export.
export default function buildApp(): void {
  const setup = join(import.meta.dirname, '../../../scripts/setup.mjs');
  execFileSync(process.execPath, [setup, '--build'], { stdio: 'inherit' });
}
