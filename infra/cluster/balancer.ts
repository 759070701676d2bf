export interface BalancerOptions {
  readonly host: string;
  /** 0 = a free one. */
  readonly port: number;
  /** Addresses of the replicas, which need not run yet. */
  readonly replicas: readonly string[];
  /** Names of header fields that say who is asking: nobody may bring them along. */
  readonly identityHeaders: readonly string[];
}

/** The one address before all replicas. */
export interface Balancer extends AsyncDisposable {
  /** What it is, for people. */
  readonly name: string;
  readonly url: string;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<unknown>;
}

/** The address as people type it. */
export function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
