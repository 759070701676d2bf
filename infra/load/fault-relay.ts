import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a relay does with what comes in. */
export type RelayMode = 'pass' | 'swallow' | 'refuse';

/** Stands between a client and a server on this machine, and makes the way between them bad. */
export interface FaultRelay extends AsyncDisposable {
  readonly port: number;
  /** Passes bytes on, takes them and never answers, or takes no connection at all. */
  become(mode: RelayMode): Promise<void>;
  /** How late everything arrives from now on, in each of the two directions half of it. */
  delay(ms: number): void;
}

/** A relay to a port of loopback. */
export async function startFaultRelay(targetPort: number): Promise<FaultRelay> {
  const sockets = new Set<Socket>();
  let mode: RelayMode = 'pass';
  let delayMs = 0;
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        if (mode === 'swallow') return;
        if (delayMs === 0) to.write(chunk);
        else setTimeout(() => to.write(chunk), delayMs / 2);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async become(next) {
      const before = mode;
      mode = next;
      if (next === 'refuse' && before !== 'refuse') await cut();
      if (next !== 'refuse' && before === 'refuse') await listen(port);
      // What was swallowed is missing from these connections for good.
      if (before === 'swallow') for (const socket of sockets) socket.destroy();
    },
    delay(ms) {
      delayMs = ms;
    },
    async [Symbol.asyncDispose]() {
      if (mode !== 'refuse') await cut();
    },
  };
}
