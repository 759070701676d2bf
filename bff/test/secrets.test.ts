import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAirtableTransport } from '../src/airtable/airtable-transport.ts';
import { AirtableToken } from '../src/composition/airtable-token.ts';
import { BadSettings, readConfig } from '../src/config.ts';
import { areSettingsExposed } from '../src/load-config.ts';
import { CLIENT_SECRET } from './support/login-provider.ts';
import { OidcSetting } from './support/oidc-setting.ts';
import { createRecordedLog } from './support/recorded-log.ts';
import { answerJson, startScriptedAirtable } from './support/scripted-airtable.ts';
import { SeededRandom } from './support/seeded-random.ts';
import { SeededRequests } from './support/seeded-requests.ts';

const AIRTABLE = {
  AIRTABLE_API_KEY: 'patCanary.0123456789abcdef',
  AIRTABLE_BASE_ID: 'app0123456789ABCD',
  AIRTABLE_TABLE_ID: 'Orders',
};

async function makeDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'orders-secrets-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('S9: a secret', () => {
  it('S9: is found in no log, no answer and no metric, whatever is asked', async () => {
    const redisPassword = 'canary-redis-password';
    const settings = {
      ...AIRTABLE,
      REDIS_URL: `redis://orders:${redisPassword}@127.0.0.1:1`,
      EDITORS: '*',
      ADMINS: '*',
    };
    await using setting = await OidcSetting.start({ settings });
    const { bff } = setting;
    const browser = await setting.signIn('u-1001');
    const session = browser.cookieValue('__Host-sid');
    const answers: string[] = [];
    const signedIn = { Cookie: `__Host-sid=${session}`, 'Sec-Fetch-Site': 'same-origin' };
    const requests = new SeededRequests(new SeededRandom(9), [signedIn, {}]);
    for (let sent = 0; sent < 300; sent++) {
      const { path, method, headers, body } = requests.next();
      // A session that is ended is one that nobody can leak.
      if (path.startsWith('/auth/logout')) continue;
      const answer = await bff.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
      answers.push(JSON.stringify(answer.headers), answer.text);
    }
    const metrics = await bff.fetch('/metrics', { headers: signedIn });
    expect(metrics.status).toBe(200);
    const everything = [...answers, metrics.text, ...bff.log].join('\n');
    expect(bff.log.length).toBeGreaterThan(0);
    for (const secret of [AIRTABLE.AIRTABLE_API_KEY, CLIENT_SECRET, session, redisPassword])
      expect(everything.includes(secret), secret).toBe(false);
  });

  it.each(['AIRTABLE_API_KEY', 'OIDC_CLIENT_SECRET', 'REDIS_URL'] as const)(
    'may stand in a file: %s',
    async (name) => {
      const file = join(await makeDirectory(), 'secret');
      const secret = name === 'REDIS_URL' ? 'redis://:pass@cache:6379' : 'pat.from-file';
      await writeFile(file, `${secret}\n`);
      const { [name]: _own, ...others } = { ...AIRTABLE, OIDC_CLIENT_SECRET: '', REDIS_URL: '' };
      const { airtable, auth, redisUrl } = readConfig({ ...others, [`${name}_FILE`]: file });
      const read = {
        AIRTABLE_API_KEY: airtable.apiKey,
        OIDC_CLIENT_SECRET: auth.oidc.clientSecret,
        REDIS_URL: redisUrl,
      };
      expect(read[name]?.reveal()).toBe(secret);
    },
  );

  it('in a file that is missing, empty, or beside another one stops the start, and is not shown', async () => {
    const folder = await makeDirectory();
    await writeFile(join(folder, 'empty'), ' \n');
    await writeFile(join(folder, 'full'), 'pat.hunter2');
    const faultOf = (file: string, more = {}) => {
      try {
        readConfig({ ...AIRTABLE, AIRTABLE_API_KEY: '', AIRTABLE_API_KEY_FILE: join(folder, file), ...more });
      } catch (error) {
        return error instanceof BadSettings ? error.message : String(error);
      }
      return '';
    };
    expect(faultOf('missing')).toContain('AIRTABLE_API_KEY_FILE names a file that cannot be read');
    expect(faultOf('empty')).toContain('AIRTABLE_API_KEY_FILE names a file with nothing in it');
    const both = faultOf('full', { AIRTABLE_API_KEY: 'pat.hunter1' });
    expect(both).toContain('AIRTABLE_API_KEY_FILE and AIRTABLE_API_KEY are both set');
    expect(both).not.toContain('hunter');
  });

  it('in a .env that others can read is warned of', async () => {
    const root = await makeDirectory();
    expect(areSettingsExposed(root)).toBe(false);
    await writeFile(join(root, '.env'), 'AIRTABLE_API_KEY=pat.x', { mode: 0o600 });
    expect(areSettingsExposed(root)).toBe(false);
    for (const mode of [0o640, 0o604]) {
      await chmod(join(root, '.env'), mode);
      expect(areSettingsExposed(root)).toBe(true);
    }
  });
});

describe('Airtable’s token', () => {
  it('is the new one from the next call on, after its file has changed', async () => {
    const seen: string[] = [];
    await using airtable = await startScriptedAirtable((request, response) => {
      seen.push(request.headers.authorization ?? '');
      answerJson(response, 200, {});
    });
    const log = createRecordedLog();
    const file = join(await makeDirectory(), 'token');
    await writeFile(file, 'patOld.1\n');
    /** Ends the waits between two looks at the file; a wait that has begun tells that the look before is over. */
    const looks: (() => void)[] = [];
    const clock = {
      now: () => 0,
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true });
          looks.push(resolve);
        }),
    };
    const token = new AirtableToken('patOld.1', { clock, log });
    const transport = createAirtableTransport({ apiUrl: airtable.url, token: () => token.current });
    const call = () => transport.exchange({ kind: 'read', method: 'GET', path: 'x' }, 5_000);
    const stop = new AbortController();
    const following = token.follow(file, stop.signal);
    await call();
    await writeFile(file, 'patNew.2\n');
    looks.shift()?.();
    await expect.poll(() => looks.length).toBe(1);
    await call();
    await rm(file);
    looks.shift()?.();
    await expect.poll(() => looks.length).toBe(1);
    expect(token.current).toBe('patNew.2');
    stop.abort();
    await following;
    transport.close();
    expect(seen).toEqual(['Bearer patOld.1', 'Bearer patNew.2']);
    expect(JSON.stringify(log.lines)).not.toContain('patNew');
  });

  it('S6: is not sent to where an answer redirects', async () => {
    const elsewhere: unknown[] = [];
    await using other = await startScriptedAirtable((request, response) => {
      elsewhere.push(request.headers);
      answerJson(response, 200, {});
    });
    await using airtable = await startScriptedAirtable((_request, response) => {
      response.writeHead(302, { location: `${other.url}/v0/x` });
      response.end();
    });
    const transport = createAirtableTransport({ apiUrl: airtable.url, token: () => 'patSecret.1' });
    const call = transport.exchange({ kind: 'read', method: 'GET', path: 'x' }, 5_000);
    await expect(call).rejects.toMatchObject({ kind: 'source-unreachable' });
    expect(elsewhere).toEqual([]);
    transport.close();
  });

  it.each([
    ['AIRTABLE_API_URL', 'http://api.airtable.example'],
    ['AIRTABLE_API_URL', 'https://user:pass@api.airtable.com'],
    ['AIRTABLE_API_URL', 'https://api.airtable.com/v0/x'],
    ['AIRTABLE_API_URL', 'ftp://127.0.0.1'],
    ['AIRTABLE_BASE_ID', 'app/../../meta'],
    ['AIRTABLE_BASE_ID', 'appTooShort'],
  ])('S6: goes nowhere but to Airtable: %s=%s is refused', (name, value) => {
    expect(() => readConfig({ ...AIRTABLE, [name]: value })).toThrow(BadSettings);
  });
});
