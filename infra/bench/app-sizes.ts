import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What of the built app a browser loads, in bytes. */
export interface AppSizes {
  /** Scripts that the page names, and what they import at once; gzip. */
  readonly firstLoadScripts: number;
  /** The same of style sheets. */
  readonly firstLoadStyles: number;
  /** Everything that is kept for starts without a connection; gzip. */
  readonly precache: number;
}

/** Measures a built app. @throws Error where the folder holds none */
export function measureApp(dist: string): AppSizes {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const scripts = new Set<string>();
  for (const path of namesIn(page, /<(?:script|link)[^>]+(?:src|href)="\/([^"]+\.js)"/g))
    addScript(dist, path, scripts);
  const styles = namesIn(page, /<link rel="stylesheet"[^>]+href="\/([^"]+\.css)"/g);
  return {
    firstLoadScripts: gzipBytes(dist, [...scripts]),
    firstLoadStyles: gzipBytes(dist, styles),
    precache: gzipBytes(dist, precachedFiles(dist)),
  };
}

/** A script and what it imports statically, which the browser has to have before it runs. */
function addScript(dist: string, path: string, found: Set<string>): void {
  if (found.has(path)) return;
  found.add(path);
  const text = readFileSync(join(dist, path), 'utf8');
  for (const name of namesIn(text, /(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    addScript(dist, join('assets', name), found);
  }
}

/** The worker's list has addresses as keys; what stands in it and in the folder is kept. */
function precachedFiles(dist: string): string[] {
  const worker = readFileSync(join(dist, 'service-worker.js'), 'utf8');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dist.length + 1)
        .replaceAll('\\', '/'),
    );
  const listed = new Set(
    namesIn(worker, /url:\s*["'`]([^"'`]+)["'`]/g).concat(namesIn(worker, /"url":"([^"]+)"/g)),
  );
  return files.filter((path) => listed.has(path)).sort();
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

function gzipBytes(dist: string, paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: 9 }).length, 0);
}
