import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock, Random } from '../../src/application/ports.ts';
import { ToxicPipe } from './toxic-pipe.ts';
import type { Direction, Toxics } from './toxics.ts';

export interface FaultProxyOptions {
  /** Where connections lead. */
  readonly upstream: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  readonly random: Random;
}

interface Connection {
  close(how: 'end' | 'reset'): void;
}

/** Stands between two processes and has things happen to what they send one another; changed while they speak. */
export class FaultProxy implements AsyncDisposable {
  readonly #options: FaultProxyOptions;
  readonly #connections = new Set<Connection>();
  #server: Server | null = null;
  #port = 0;
  #toxics: Readonly<Record<Direction, Toxics>> = { toServer: {}, fromServer: {} };
  #changed = Promise.withResolvers<void>();

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.#listen();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** An address that leads to the proxied server, through here. */
  through(url: string): string {
    const address = new URL(url);
    address.host = `127.0.0.1:${this.#port}`;
    return address.href.replace(/\/$/, '');
  }

  /** From now on this is what is in the way in a direction, for connections there are and those to come. */
  set(direction: Direction, toxics: Toxics): void {
    this.#toxics = { ...this.#toxics, [direction]: toxics };
    this.#announce();
  }

  /** Nothing is in the way any more, and connections are accepted again. */
  async clear(): Promise<void> {
    this.#toxics = { toServer: {}, fromServer: {} };
    this.#announce();
    if (this.#server === null) await this.#listen();
  }

  /** The eighth toxic: connections are refused, and those that there are break off. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.cut();
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }

  /** Breaks off all connections with what is on its way; new ones may be made at once. */
  cut(): void {
    for (const connection of this.#connections) connection.close('reset');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    this.#announce();
  }

  async #listen(): Promise<void> {
    // The other side may go on speaking after one has said all it had to say.
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  #announce(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #accept(client: Socket): void {
    const { clock, random, upstream } = this.#options;
    const server = connect({ ...upstream, allowHalfOpen: true });
    const connection: Connection = {
      close: (how) => {
        this.#connections.delete(connection);
        for (const pipe of pipes) pipe.break();
        this.#announce();
        if (how === 'reset') client.resetAndDestroy();
        else client.destroySoon();
        server.destroy();
      },
    };
    const shared = { clock, random, untilChanged: () => this.#changed.promise, close: connection.close };
    const pipes = [
      new ToxicPipe({ ...shared, from: client, to: server, toxics: () => this.#toxics.toServer }),
      new ToxicPipe({ ...shared, from: server, to: client, toxics: () => this.#toxics.fromServer }),
    ];
    this.#connections.add(connection);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => connection.close('reset'));
    }
    client.on('close', () => connection.close('end'));
  }
}
