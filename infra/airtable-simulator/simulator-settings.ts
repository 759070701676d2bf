import type { SimulatorOptions } from './simulator-options.ts';

export type SettingsResult =
  | { readonly options: SimulatorOptions }
  | { readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment as options for the started program, or everything that is wrong with it. */
export function readSettings(env: Environment): SettingsResult {
  const problems: string[] = [];
  const text = (name: string, form: RegExp, meaning: string): string | undefined => {
    const value = env[name]?.trim();
    if (value === undefined || value === '') return undefined;
    if (!form.test(value)) problems.push(`${name}: ${meaning}`);
    return value;
  };
  const whole = (name: string, least: number, most: number, fallback: number): number => {
    const value = text(name, /^\d+$/, `a whole number from ${least} to ${most}`);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && (number < least || number > most)) {
      problems.push(`${name}: a whole number from ${least} to ${most}`);
    }
    return number;
  };
  const options = {
    port: whole('SIMULATOR_PORT', 0, 65_535, 0),
    host: text('SIMULATOR_HOST', /^[\w.:-]+$/, 'an address to listen on') ?? '127.0.0.1',
    orders: whole('SIMULATOR_ORDERS', 0, 100_000, 5000),
    activity: (text('SIMULATOR_ACTIVITY', /^(?:on|off)$/, 'on or off') ?? 'on') === 'on',
    seed: text('SIMULATOR_SEED', /^.{1,200}$/, 'up to 200 characters'),
    latencyMs: whole('SIMULATOR_LATENCY_MS', 0, 60_000, 120),
    requestsPerSecond: whole('SIMULATOR_REQUESTS_PER_SECOND', 0, 100_000, 5),
    token: text('SIMULATOR_TOKEN', /^[\w.-]{10,200}$/, 'a token of letters, digits and dots'),
    baseId: text('SIMULATOR_BASE_ID', /^app[A-Za-z0-9]{14}$/, '"app" and 14 letters or digits'),
    tableId: text('SIMULATOR_TABLE_ID', /^tbl[A-Za-z0-9]{14}$/, '"tbl" and 14 letters or digits'),
  };
  if (problems.length > 0) return { problems };
  return { options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) };
}
