import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ALIASES, BadSettings, readConfig, settingsSchema } from './config.ts';

const AIRTABLE = {
  AIRTABLE_API_KEY: 'pat.secret',
  AIRTABLE_BASE_ID: 'app0123456789ABCD',
  AIRTABLE_TABLE_ID: 'Orders',
};

const read = (settings: Record<string, string | undefined> = {}) => readConfig({ ...AIRTABLE, ...settings });

function faultsOf(settings: Record<string, string | undefined>, options = {}): string[] {
  try {
    readConfig(settings, options);
  } catch (error) {
    if (error instanceof BadSettings) return error.faults.map(({ setting }) => setting).sort();
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('have the defaults of the contract', () => {
    expect(read()).toMatchObject({
      server: { port: 8000, host: '127.0.0.1', trustedProxies: { isEmpty: true } },
      airtable: {
        apiUrl: 'https://api.airtable.com',
        requestsPerSecond: 5,
        maxConcurrentRequests: 10,
        timeoutMs: 10_000,
        throttlePauseMs: 30_000,
        monthlyCalls: 100_000,
        webhooks: 'auto',
      },
      redisUrl: null,
      freshness: { ttlMs: 300_000, staleIfErrorMs: 86_400_000 },
      syncIntervalMs: 30_000,
      rateLimits: {
        list: { count: 100, windowMs: 60_000 },
        summary: { count: 60, windowMs: 60_000 },
        order: { count: 100, windowMs: 60_000 },
        update: { count: 30, windowMs: 60_000 },
        sync: { count: 5, windowMs: 60_000 },
      },
      reporting: { timeZone: 'UTC', currency: 'USD' },
      auth: {
        mode: 'none',
        editors: ['*'],
        proxyHeaders: {
          user: 'x-forwarded-user',
          email: 'x-forwarded-email',
          groups: 'x-forwarded-groups',
        },
        oidc: { groupsClaim: 'groups' },
      },
    });
  });

  it.each<[Record<string, string>, object]>([
    [{ PORT: '0' }, { server: { port: 0 } }],
    [{ HOST: '::1' }, { server: { host: '::1' } }],
    [{ HOST: 'localhost' }, { server: { host: 'localhost' } }],
    [{ SERVICE_WORKER: 'off' }, { isServiceWorkerOn: false }],
    [{ LOAD_SHEDDING: 'off' }, { isSheddingLoad: false }],
    [{ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' }, { server: { host: '0.0.0.0' } }],
    [{ HOST: '0.0.0.0', AUTH_MODE: 'proxy', TRUSTED_PROXIES: '10.0.0.0/8' }, { auth: { mode: 'proxy' } }],
    [{ AIRTABLE_API_URL: 'http://127.0.0.1:9000' }, { airtable: { apiUrl: 'http://127.0.0.1:9000' } }],
    [{ AIRTABLE_API_URL: 'https://proxy.example/' }, { airtable: { apiUrl: 'https://proxy.example' } }],
    [{ AIRTABLE_MONTHLY_CALLS: '0' }, { airtable: { monthlyCalls: 0 } }],
    [{ SYNC_INTERVAL_SECONDS: '0' }, { syncIntervalMs: 0 }],
    [{ RATE_LIMIT_ORDERS_LIST: 'off' }, { rateLimits: { list: 'off' } }],
    [{ RATE_LIMIT_ORDERS_LIST: '7/second' }, { rateLimits: { list: { count: 7, windowMs: 1_000 } } }],
    [{ RATE_LIMIT_SYNC_ORDERS: '1/hour' }, { rateLimits: { sync: { count: 1, windowMs: 3_600_000 } } }],
    [{ REPORTING_TIME_ZONE: 'America/St_Johns' }, { reporting: { timeZone: 'America/St_Johns' } }],
    [{ EDITORS: ' kim , lee@example.com,, ops ' }, { auth: { editors: ['kim', 'lee@example.com', 'ops'] } }],
    [{ CURRENCY: ' EUR ' }, { reporting: { currency: 'EUR' } }],
  ])('%j is understood', (settings, expected) => {
    expect(read(settings)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['HOST', '0.0.0.0'],
    ['HOST', '192.168.1.7'],
    ['AIRTABLE_BASE_ID', 'tbl0123456789ABCD'],
    ['AIRTABLE_BASE_ID', 'app/../../x'],
    ['AIRTABLE_API_URL', 'http://api.airtable.com'],
    ['AIRTABLE_API_URL', 'https://api.airtable.com/v0'],
    ['AIRTABLE_API_URL', 'https://user:pass@api.airtable.com'],
    ['AIRTABLE_API_URL', 'airtable'],
    ['AIRTABLE_REQUESTS_PER_SECOND', '0'],
    ['AIRTABLE_REQUESTS_PER_SECOND', '-5'],
    ['AIRTABLE_MAX_CONCURRENT_REQUESTS', '0'],
    ['AIRTABLE_TIMEOUT_MS', '1e4'],
    ['AIRTABLE_THROTTLE_PAUSE_SECONDS', '0'],
    ['AIRTABLE_MONTHLY_CALLS', '-1'],
    ['AIRTABLE_WEBHOOKS', 'yes'],
    ['REDIS_URL', 'http://cache:6379'],
    ['REDIS_URL', 'cache'],
    ['REDIS_URL', 'redis://one:6379,two:6379'],
    ['CACHE_TTL_SECONDS', '5m'],
    ['STALE_IF_ERROR_SECONDS', ' -1 '],
    ['SYNC_INTERVAL_SECONDS', '0.5'],
    ['RATE_LIMIT_ORDERS_LIST', '0/minute'],
    ['RATE_LIMIT_ORDERS_SUMMARY', '5/day'],
    ['RATE_LIMIT_GET_ORDER', 'OFF'],
    ['RATE_LIMIT_UPDATE_ORDER', '30'],
    ['RATE_LIMIT_SYNC_ORDERS', '-5/minute'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.1/8/8'],
    ['REPORTING_TIME_ZONE', 'Berlin'],
    ['CURRENCY', 'usd'],
    ['AUTH_MODE', 'basic'],
    ['ALLOW_ANONYMOUS', 'yes'],
    ['PUBLIC_URL', 'http://orders.example'],
    ['OIDC_ISSUER', 'nonsense'],
    ['AUTH_PROXY_USER_HEADER', 'X User'],
    ['SIMULATOR_ORDERS', '100001'],
    ['SIMULATOR_ACTIVITY', 'true'],
    ['SERVICE_WORKER', 'false'],
    ['LOAD_SHEDDING', 'false'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is a fault of that setting', (setting, value) => {
    expect(faultsOf({ ...AIRTABLE, [setting]: value })).toEqual([setting]);
  });

  it('name every fault at once, those between settings too', () => {
    const faults = faultsOf({
      PORT: 'x',
      AIRTABLE_API_KEY: 'pat.secret',
      AUTH_MODE: 'oidc',
      OIDC_CLIENT_ID: 'orders',
      CURRENCY: 'x',
    });
    expect(faults).toEqual([
      'AIRTABLE_BASE_ID',
      'AIRTABLE_TABLE_ID',
      'CURRENCY',
      'OIDC_CLIENT_SECRET',
      'OIDC_ISSUER',
      'PORT',
      'PUBLIC_URL',
    ]);
  });

  it('name a fault as whoever gave it spelt the setting', () => {
    expect(faultsOf({ ...AIRTABLE, RATE_LIMIT_ORDERS_GET: 'x', RATE_LIMIT_SYNC_ORDERS: 'x' })).toEqual([
      'RATE_LIMIT_ORDERS_GET',
      'RATE_LIMIT_SYNC_ORDERS',
    ]);
  });

  it('ask for a proxy’s address where a proxy says who is there', () => {
    expect(faultsOf({ ...AIRTABLE, AUTH_MODE: 'proxy' })).toEqual(['TRUSTED_PROXIES']);
  });

  it('ask for all of Airtable or nothing', () => {
    expect(faultsOf({})).toEqual(Object.keys(AIRTABLE).sort());
    expect(faultsOf({}, { isSimulatorToCome: true })).toEqual([]);
    for (const missing of Object.keys(AIRTABLE)) {
      expect(faultsOf({ ...AIRTABLE, [missing]: undefined }, { isSimulatorToCome: true })).toEqual([missing]);
    }
  });

  it('that are empty count as not given', () => {
    const empty = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, '  ']));
    expect(read({ ...empty, ...AIRTABLE })).toEqual(read());
  });

  it.each(Object.entries(ALIASES))(
    '%s is another spelling of %s, which wins where both are given',
    (other, own) => {
      const [value, second] = own === 'AIRTABLE_TABLE_ID' ? ['tblA', 'tblB'] : ['7/hour', '8/hour'];
      const without = { ...AIRTABLE, AIRTABLE_TABLE_ID: own === 'AIRTABLE_TABLE_ID' ? '' : 'Orders' };
      expect(readConfig({ ...without, [other]: value })).toEqual(readConfig({ ...without, [own]: value }));
      expect(readConfig({ ...without, [other]: second, [own]: value })).toEqual(
        readConfig({ ...without, [own]: value }),
      );
    },
  );

  it('names several nodes of a cluster where there is one', () => {
    const { redisUrl } = read({ REDIS_URL: 'rediss://one:6379, rediss://two:6379' });
    expect(redisUrl?.reveal()).toBe('rediss://one:6379,rediss://two:6379');
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(read())).toBe(true);
  });
});

describe('a secret', () => {
  const config = read({
    REDIS_URL: 'redis://user:hunter2@cache',
    AUTH_MODE: 'oidc',
    PUBLIC_URL: 'https://orders.example',
    OIDC_ISSUER: 'https://id.example',
    OIDC_CLIENT_ID: 'orders',
    OIDC_CLIENT_SECRET: 'hunter3',
  });

  it('is shown to whoever asks for it, and in no other way', () => {
    expect(config.airtable.apiKey.reveal()).toBe('pat.secret');
    expect(config.redisUrl?.reveal()).toBe('redis://user:hunter2@cache');
    expect(config.auth.oidc.clientSecret.reveal()).toBe('hunter3');
    for (const shown of [
      JSON.stringify(config),
      inspect(config, { depth: 10 }),
      `${config.airtable.apiKey}`,
    ]) {
      expect(shown).not.toMatch(/pat\.secret|hunter/);
    }
  });

  it('is in no fault', () => {
    const bad = { ...AIRTABLE, AIRTABLE_BASE_ID: 'hunter1', REDIS_URL: 'http://hunter2', PORT: 'hunter3' };
    expect(() => readConfig(bad)).toThrow(BadSettings);
    try {
      readConfig(bad);
    } catch (error) {
      expect(inspect(error)).not.toMatch(/hunter|pat\.secret/);
    }
  });
});

describe('.env.example', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', '.env.example'), 'utf8');
  const listed = parseEnv(text);
  const { ORDERS_SIMULATOR: _internal, ...settings } = settingsSchema.shape;

  it('lists every setting once', () => {
    const names = Array.from(text.matchAll(/^([A-Z_]+)=/gm), ([, name]) => name);
    expect(names.sort()).toEqual(Object.keys(settings).sort());
  });

  it('has a line of meaning before each', () => {
    const lines = text.trim().split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^[A-Z_]+=/.test(line)) expect(lines[index - 1], line).toMatch(/^# .+\.$/);
    }
  });

  it.each(Object.entries(settings))('has the default of %s', (name, schema) => {
    const value = listed[name] ?? '';
    const byDefault = schema.parse(undefined);
    if (value === '')
      expect(
        [undefined, ''].includes(byDefault as string) || ['TRUSTED_PROXIES', 'ADMINS'].includes(name),
      ).toBe(true);
    else expect(schema.parse(value)).toEqual(byDefault);
  });

  it('changes nothing when it is taken as it is', () => {
    expect(read({ ...listed, ...AIRTABLE })).toEqual(read());
  });
});
