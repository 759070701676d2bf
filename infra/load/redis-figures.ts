import type { Redis } from 'ioredis';

/** What happened in Redis while something was done. */
export interface RedisFigures {
  /** Those inside scripts are counted as well. */
  readonly commands: number;
  /** Scripts run, and the microseconds that one took on average. */
  readonly scripts: number;
  readonly scriptMicroseconds: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Counts what Redis does during `work`, by `INFO commandstats` and `INFO stats`. */
export async function redisFigures(redis: Redis, work: () => Promise<unknown>): Promise<RedisFigures> {
  const before = await counters(redis);
  await work();
  const after = await counters(redis);
  const scripts = after.scripts - before.scripts;
  return {
    commands: after.commands - before.commands - ITS_OWN_COMMANDS,
    scripts,
    scriptMicroseconds: (after.scriptMicroseconds - before.scriptMicroseconds) / Math.max(1, scripts),
    bytesIn: after.bytesIn - before.bytesIn,
    bytesOut: after.bytesOut - before.bytesOut - before.itsOwnBytes,
  };
}

/** The two questions asked after `before` was counted. */
const ITS_OWN_COMMANDS = 2;

async function counters(redis: Redis) {
  const stats = await redis.info('stats');
  const commands = await redis.info('commandstats');
  const scripts = /^cmdstat_evalsha:calls=(\d+),usec=(\d+)/m.exec(commands);
  const stat = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(stats)?.[1]);
  return {
    commands: stat('total_commands_processed'),
    scripts: Number(scripts?.[1] ?? 0),
    scriptMicroseconds: Number(scripts?.[2] ?? 0),
    bytesIn: stat('total_net_input_bytes'),
    bytesOut: stat('total_net_output_bytes'),
    /** What these answers take themselves, which the next look counts. */
    itsOwnBytes: stats.length + commands.length,
  };
}
