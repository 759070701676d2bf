/** The Redis (or Valkey) server of this machine, or the one fetched earlier; undefined when there is none. */
export declare function findRedis(): string | undefined;
