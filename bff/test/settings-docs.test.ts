import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../src/config.ts';
import { settingsTable, withSettingsTable } from '../src/setup/settings-table.ts';

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, '..', '..', ...path), 'utf8');

describe('docs/configure.md', () => {
  it('has the table of settings as it is now; else run npm run docs:settings', () => {
    const page = read('docs', 'configure.md');
    expect(page).toBe(withSettingsTable(page, read('.env.example')));
  });

  it('lists every setting with what it takes', () => {
    const table = settingsTable(read('.env.example'));
    for (const name of Object.keys(parseEnv(read('.env.example'))))
      expect(table).toContain(`| \`${name}\` |`);
    expect(table).toMatch(/`PORT` \| `8000` \| .+ \| a whole number from 0 to 65535 \|/);
    expect(table).toMatch(/`AIRTABLE_WEBHOOKS` \| `auto` \| .+ \| auto, on or off \|/);
    expect(table).toMatch(/`LOG_LEVEL` \| `info` \| .+ \| fatal, error, warn, info, debug, trace, silent \|/);
    expect(table).not.toContain('\u0000');
  });

  it('names no setting that there is not', () => {
    const known = new Set([...Object.keys(settingsSchema.shape)]);
    const named = [
      ...(read('docs', 'configure.md') + read('docs', 'install.md')).matchAll(
        /`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g,
      ),
    ];
    const unknown = named.map(([, name = '']) => name).filter((name) => !known.has(name));
    expect(
      unknown.filter((name) => !name.startsWith('RATE_LIMIT_ORDERS') && name !== 'AIRTABLE_TABLE_ID_OR_NAME'),
    ).toEqual([]);
  });
});
