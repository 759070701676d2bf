import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { fieldSettings, toFieldMapping } from './field-settings.ts';
import { withSecretFiles } from './secret-files.ts';
import {
  addressRanges,
  commaList,
  currency,
  headerName,
  isLoopback,
  onOff,
  publicUrl,
  rateSetting,
  redisUrl,
  Secret,
  type SettingFault,
  timeZone,
  upstreamOrigin,
  wholeNumber,
  yesNo,
} from './settings.ts';

/** Origin of Airtable's Web API (airtable.com/developers/web/api). */
const AIRTABLE_ORIGIN = 'https://api.airtable.com';

/** Every setting under its name in the environment. An empty value counts as not given. */
export const settingsSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(8000),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIRECTORY: z.string().default('.orders-data'),
  AIRTABLE_API_KEY: z.string().optional(),
  AIRTABLE_API_KEY_FILE: z.string().optional(),
  AIRTABLE_BASE_ID: z
    .string()
    .regex(/^app[A-Za-z0-9]{14}$/, 'must look like app followed by 14 letters or digits')
    .optional(),
  AIRTABLE_TABLE_ID: z.string().max(255).optional(),
  AIRTABLE_API_URL: upstreamOrigin.default(AIRTABLE_ORIGIN),
  AIRTABLE_REQUESTS_PER_SECOND: wholeNumber(1, 1000).default(5),
  AIRTABLE_MAX_CONCURRENT_REQUESTS: wholeNumber(1, 1000).default(10),
  AIRTABLE_TIMEOUT_MS: wholeNumber(100, 120_000).default(10_000),
  AIRTABLE_THROTTLE_PAUSE_SECONDS: wholeNumber(1, 3600).default(30),
  AIRTABLE_MONTHLY_CALLS: wholeNumber(0, 1_000_000_000).default(100_000),
  AIRTABLE_WEBHOOKS: z.enum(['auto', 'on', 'off'], 'must be auto, on or off').default('auto'),
  ...fieldSettings,
  REDIS_URL: redisUrl.optional(),
  REDIS_URL_FILE: z.string().optional(),
  CACHE_TTL_SECONDS: wholeNumber(0, 86_400).default(300),
  STALE_IF_ERROR_SECONDS: wholeNumber(0, 31_536_000).default(86_400),
  SYNC_INTERVAL_SECONDS: wholeNumber(0, 86_400).default(30),
  RATE_LIMIT_ORDERS_LIST: rateSetting.prefault('100/minute'),
  RATE_LIMIT_ORDERS_SUMMARY: rateSetting.prefault('60/minute'),
  RATE_LIMIT_GET_ORDER: rateSetting.prefault('100/minute'),
  RATE_LIMIT_UPDATE_ORDER: rateSetting.prefault('30/minute'),
  RATE_LIMIT_SYNC_ORDERS: rateSetting.prefault('5/minute'),
  TRUSTED_PROXIES: addressRanges.prefault(''),
  REPORTING_TIME_ZONE: timeZone.default('UTC'),
  CURRENCY: currency.default('USD'),
  AUTH_MODE: z.enum(['none', 'proxy', 'oidc'], 'must be none, proxy or oidc').default('none'),
  ALLOW_ANONYMOUS: yesNo.prefault('false'),
  PUBLIC_URL: publicUrl.optional(),
  OIDC_ISSUER: publicUrl.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  AUTH_PROXY_USER_HEADER: headerName.default('X-Forwarded-User'),
  AUTH_PROXY_EMAIL_HEADER: headerName.default('X-Forwarded-Email'),
  AUTH_PROXY_GROUPS_HEADER: headerName.default('X-Forwarded-Groups'),
  EDITORS: commaList.prefault('*'),
  ADMINS: commaList.prefault(''),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 3_650).default(90),
  AUDIT_FILE_MEGABYTES: wholeNumber(1, 1_000).default(10),
  SERVICE_WORKER: onOff.prefault('on'),
  LOAD_SHEDDING: onOff.prefault('on'),
  SIMULATOR_ORDERS: wholeNumber(0, 100_000).default(5000),
  SIMULATOR_ACTIVITY: z.enum(['on', 'off'], 'must be on or off').default('on'),
  /** Set by `npm start` when it has started the simulator; not for people. */
  ORDERS_SIMULATOR: yesNo.prefault('false'),
});
type Settings = z.output<typeof settingsSchema>;

/** Other spellings under which a setting is accepted; the first name wins when both are given. */
export const ALIASES: Readonly<Record<string, keyof Settings>> = {
  AIRTABLE_TABLE_ID_OR_NAME: 'AIRTABLE_TABLE_ID',
  RATE_LIMIT_ORDERS_GET: 'RATE_LIMIT_GET_ORDER',
  RATE_LIMIT_ORDERS_UPDATE: 'RATE_LIMIT_UPDATE_ORDER',
  RATE_LIMIT_ORDERS_SYNC: 'RATE_LIMIT_SYNC_ORDERS',
};

/** Every fault of the settings at once. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
  readonly faults: readonly SettingFault[];
  constructor(faults: readonly SettingFault[]) {
    super(faults.map(({ setting, message }) => `${setting} ${message}`).join('; '));
    this.faults = faults;
  }
}

export type Config = ReturnType<typeof toConfig>;

/**
 * Reads the settings from environment variables.
 * @throws BadSettings naming all that is wrong, never a value
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { isSimulatorToCome = false }: { isSimulatorToCome?: boolean } = {},
): Config {
  const { values: given, spelling } = givenSettings(environment);
  const { values, faults: fileFaults } = withSecretFiles(given, (file) => readFileSync(file, 'utf8'));
  const parsed = settingsSchema.safeParse(values);
  const faults = [
    ...fileFaults,
    ...(parsed.error?.issues ?? []).map(toFault),
    ...crossFaults(values, isSimulatorToCome),
  ].map((fault) => ({
    ...fault,
    setting: spelling[fault.setting] ?? fault.setting,
  }));
  if (!parsed.success || faults.length > 0) throw new BadSettings(faults);
  return Object.freeze(toConfig(parsed.data));
}

/** What was given, by the settings' own names, and how each name was spelt by whoever gave it. */
function givenSettings(environment: Readonly<Record<string, string | undefined>>) {
  const values: Record<string, string> = {};
  const spelling: Record<string, string> = {};
  const spellings = [
    ...Object.entries(ALIASES),
    ...Object.keys(settingsSchema.shape).map((name) => [name, name]),
  ];
  for (const [given = '', name = ''] of spellings) {
    const value = environment[given]?.trim() ?? '';
    if (value === '') continue;
    values[name] = value;
    spelling[name] = given;
  }
  return { values, spelling };
}

function toFault(issue: z.core.$ZodIssue): SettingFault {
  return { setting: String(issue.path[0] ?? ''), message: issue.message };
}

/** Rules between settings; looked at even when single ones are wrong, so that everything is named at once. */
function crossFaults(given: Readonly<Record<string, string>>, isSimulatorToCome: boolean): SettingFault[] {
  const faults: SettingFault[] = [];
  const airtable = ['AIRTABLE_API_KEY', 'AIRTABLE_BASE_ID', 'AIRTABLE_TABLE_ID'];
  const missing = airtable.filter((name) => given[name] === undefined);
  const isSettled = isSimulatorToCome && missing.length === airtable.length;
  for (const setting of isSettled ? [] : missing) {
    const message =
      missing.length === airtable.length
        ? 'is missing (npm start brings a simulator instead)'
        : 'is missing: give all three AIRTABLE_ settings or none';
    faults.push({ setting, message });
  }
  const mode = given['AUTH_MODE'] ?? 'none';
  if (mode === 'none' && !isLoopback(given['HOST'] ?? '127.0.0.1') && given['ALLOW_ANONYMOUS'] !== 'true') {
    faults.push({
      setting: 'HOST',
      message: 'is reachable by others while AUTH_MODE is none: set AUTH_MODE, or ALLOW_ANONYMOUS=true',
    });
  }
  if (mode === 'proxy' && given['TRUSTED_PROXIES'] === undefined) {
    faults.push({ setting: 'TRUSTED_PROXIES', message: 'is needed with AUTH_MODE=proxy' });
  }
  if (mode === 'oidc') {
    for (const setting of ['PUBLIC_URL', 'OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']) {
      if (given[setting] === undefined) faults.push({ setting, message: 'is needed with AUTH_MODE=oidc' });
    }
  }
  return faults;
}

function toConfig(settings: Settings) {
  return {
    server: { port: settings.PORT, host: settings.HOST, trustedProxies: settings.TRUSTED_PROXIES },
    log: { level: settings.LOG_LEVEL },
    dataDirectory: settings.DATA_DIRECTORY,
    isServiceWorkerOn: settings.SERVICE_WORKER,
    isSheddingLoad: settings.LOAD_SHEDDING,
    isSimulator: settings.ORDERS_SIMULATOR,
    airtable: {
      apiUrl: settings.AIRTABLE_API_URL,
      apiKey: new Secret(settings.AIRTABLE_API_KEY ?? ''),
      apiKeyFile: settings.AIRTABLE_API_KEY_FILE ?? null,
      baseId: settings.AIRTABLE_BASE_ID ?? '',
      tableId: settings.AIRTABLE_TABLE_ID ?? '',
      requestsPerSecond: settings.AIRTABLE_REQUESTS_PER_SECOND,
      maxConcurrentRequests: settings.AIRTABLE_MAX_CONCURRENT_REQUESTS,
      timeoutMs: settings.AIRTABLE_TIMEOUT_MS,
      throttlePauseMs: settings.AIRTABLE_THROTTLE_PAUSE_SECONDS * 1_000,
      monthlyCalls: settings.AIRTABLE_MONTHLY_CALLS,
      webhooks: settings.AIRTABLE_WEBHOOKS,
      view: settings.AIRTABLE_VIEW ?? null,
      mapping: toFieldMapping(settings),
    },
    redisUrl: settings.REDIS_URL === undefined ? null : new Secret(settings.REDIS_URL),
    freshness: {
      ttlMs: settings.CACHE_TTL_SECONDS * 1_000,
      staleIfErrorMs: settings.STALE_IF_ERROR_SECONDS * 1_000,
    },
    syncIntervalMs: settings.SYNC_INTERVAL_SECONDS * 1_000,
    rateLimits: {
      list: settings.RATE_LIMIT_ORDERS_LIST,
      summary: settings.RATE_LIMIT_ORDERS_SUMMARY,
      order: settings.RATE_LIMIT_GET_ORDER,
      update: settings.RATE_LIMIT_UPDATE_ORDER,
      sync: settings.RATE_LIMIT_SYNC_ORDERS,
    },
    audit: {
      retentionMs: settings.AUDIT_RETENTION_DAYS * 86_400_000,
      maxFileBytes: settings.AUDIT_FILE_MEGABYTES * 1_000_000,
    },
    reporting: { timeZone: settings.REPORTING_TIME_ZONE, currency: settings.CURRENCY },
    auth: {
      mode: settings.AUTH_MODE,
      editors: settings.EDITORS,
      admins: settings.ADMINS,
      proxyHeaders: {
        user: settings.AUTH_PROXY_USER_HEADER.toLowerCase(),
        email: settings.AUTH_PROXY_EMAIL_HEADER.toLowerCase(),
        groups: settings.AUTH_PROXY_GROUPS_HEADER.toLowerCase(),
      },
      oidc: {
        publicUrl: settings.PUBLIC_URL ?? '',
        issuer: settings.OIDC_ISSUER ?? '',
        clientId: settings.OIDC_CLIENT_ID ?? '',
        clientSecret: new Secret(settings.OIDC_CLIENT_SECRET ?? ''),
        groupsClaim: settings.OIDC_GROUPS_CLAIM,
      },
    },
  };
}
