import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeEnvFile, isReadableByOthers, withSettings } from './env-file.ts';

describe('withSettings', () => {
  it('replaces where a setting stands, adds the rest, and keeps everything else', () => {
    const before = '# mine\nPORT=9000\n\nexport CURRENCY=EUR # euros\nPORT=9001\nODD LINE\n';
    expect(withSettings(before, { PORT: '1', AIRTABLE_BASE_ID: 'app' })).toBe(
      '# mine\nPORT=1\n\nexport CURRENCY=EUR # euros\nODD LINE\n\n# Written by npm run setup.\nAIRTABLE_BASE_ID=app\n',
    );
  });

  it('is read back as it was given, whatever it holds', () => {
    const value = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/[\r\n\\]/.test(text) && text === text.trim());
    fc.assert(
      fc.property(value, (text) => {
        fc.pre(!['"', "'", '`'].every((mark) => text.includes(mark)));
        expect(parseEnv(withSettings('A=1', { B: text }))).toEqual({ A: '1', B: text });
      }),
    );
  });

  it.each(['a\nPORT=1', 'a\\b', `"'\``])('refuses %j, which no line can hold', (text) => {
    expect(() => withSettings('', { B: text })).toThrow(RangeError);
  });
});

describe('changeEnvFile', () => {
  it('keeps what was there beside it, and lets only the owner read either', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'orders-env-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, '.env');
    await writeFile(path, 'PORT=1\n', { mode: 0o644 });
    expect(await isReadableByOthers(path)).toBe(true);
    const backup = await changeEnvFile(path, { PORT: '2' }, new Date('2026-12-01T10:00:00Z'));
    expect(await readFile(path, 'utf8')).toBe('PORT=2\n');
    expect(await readFile(backup ?? '', 'utf8')).toBe('PORT=1\n');
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).mode & 0o777, name).toBe(0o600);
    }
    expect(await readdir(directory)).toHaveLength(2);
    expect(await isReadableByOthers(path)).toBe(false);
  });
});
