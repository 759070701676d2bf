import { chmod, copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';

/**
 * A .env text with these values: lines that set them are replaced where they stand, the rest is added at the end,
 * everything else is kept as it is. @throws RangeError for a value that no line can hold
 */
export function withSettings(text: string, values: Readonly<Record<string, string>>): string {
  const left = new Map(Object.entries(values));
  const seen = new Set<string>();
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=/.exec(line)?.[1];
    if (name === undefined || !(name in values)) return [line];
    // Of two lines for one setting the last would win: only one is kept.
    if (seen.has(name)) return [];
    seen.add(name);
    left.delete(name);
    return [lineOf(name, values[name] ?? '')];
  });
  if (left.size === 0) return lines.join('\n');
  while (lines.at(-1) === '') lines.pop();
  const added = [...left].map(([name, value]) => lineOf(name, value));
  return `${[...lines, ...(lines.length === 0 ? [] : ['']), '# Written by npm run setup.', ...added].join('\n')}\n`;
}

/**
 * Changes the file, or makes it. What was there is kept beside it under the name that is returned; both can be read by
 * their owner only.
 */
export async function changeEnvFile(
  path: string,
  values: Readonly<Record<string, string>>,
  now: Date,
): Promise<string | null> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const backup = before === null ? null : `${path}.backup-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  if (backup !== null) {
    await copyFile(path, backup);
    await chmod(backup, 0o600);
  }
  const draft = `${path}.new`;
  await writeFile(draft, withSettings(before ?? '', values), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
  return backup;
}

/** Whether others than its owner can read a file; `false` where there is none, or no such rights (Windows). */
export async function isReadableByOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const found = await stat(path).catch(() => null);
  return found !== null && (found.mode & 0o077) !== 0;
}

function lineOf(name: string, value: string): string {
  if (/^[\w.:/@+,*-]*$/.test(value)) return `${name}=${value}`;
  // As `parseEnv` reads it: no escapes but for newlines, so the quote has to be one that the value has not.
  const quote = ['"', "'", '`'].find((mark) => !value.includes(mark));
  if (quote === undefined || /[\r\n\\]/.test(value)) {
    throw new RangeError(`${name} holds characters that .env cannot: use an id instead of the name.`);
  }
  return `${name}=${quote}${value}${quote}`;
}
