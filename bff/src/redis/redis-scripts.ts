import type { RedisClient } from './redis-clients.ts';

/** A script that runs in Redis as one step. Its first argument is the time as `now_ms` takes it. */
export interface RedisScript {
  /** The name of the command it becomes. */
  readonly name: string;
  readonly lua: string;
}

export type RedisArgument = string | number | Buffer;

/** `now_ms(ARGV[1])`: Redis's own clock, the only one that all replicas share; a test may pass another time. */
const PRELUDE = `
local function now_ms(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] * 1000 + time[2] / 1000
end
`;

export function defineScript(name: string, lua: string): RedisScript {
  return { name, lua: PRELUDE + lua };
}

/** Sends the script's digest, and the script itself only to a server that does not know it. */
export function runScript(
  client: RedisClient,
  { name, lua }: RedisScript,
  keys: readonly string[],
  args: readonly RedisArgument[],
): Promise<unknown> {
  if (!(name in client)) client.defineCommand(name, { lua });
  const command: unknown = Reflect.get(client, name);
  if (typeof command !== 'function') throw new TypeError(`${name} is not a command`);
  return Reflect.apply(command, client, [keys.length, ...keys, ...args]);
}
