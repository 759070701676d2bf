import { type LoadBench, startReadBench } from './load-bench.ts';
import { percentile, type Scenario } from './load-table.ts';
import type { LoadedOrder } from './orders-client.ts';

const LISTENERS = 1_000;
const CHANGES = 20;
const MEGABYTE = 1024 ** 2;

/** How soon everybody who listens hears of a change. */
export const listeners: Scenario = async () => {
  await using bench = await startReadBench({
    orders: 1_000,
    settings: { TRUSTED_PROXIES: '127.0.0.1', SIMULATOR_LATENCY_MS: '20' },
  });
  const { client } = bench;
  const memoryBefore = await client.metric('process_resident_memory_bytes');
  await using crowd = await gather(bench);
  const memoryAfter = await client.metric('process_resident_memory_bytes');
  const delays: number[] = [];
  for (const order of await client.orders(CHANGES)) delays.push(...(await crowd.hearOf(order)));
  return {
    title: `${LISTENERS.toLocaleString('en')} listeners on one process, ${CHANGES} changes`,
    columns: ['what', 'figure'],
    rows: [
      ['events heard', delays.length],
      ['answer to event p50 ms', percentile(delays, 0.5).toFixed(0)],
      ['answer to event p99 ms', percentile(delays, 0.99).toFixed(0)],
      ['slowest ms', Math.max(...delays).toFixed(0)],
      ['memory per listener kB', ((memoryAfter - memoryBefore) / LISTENERS / 1_024).toFixed(1)],
      ['memory of the process MB', (memoryAfter / MEGABYTE).toFixed(0)],
    ],
    notes: [
      'Measured from the end of the answer to the save; an event may well be heard before it (counted as 0).',
    ],
  };
};

interface Crowd extends AsyncDisposable {
  /** Saves an order; resolves when everybody has heard, with how long after the answer each did. */
  hearOf(order: LoadedOrder): Promise<number[]>;
}

/** Everybody listens from an address of their own: one caller may do so ten times only. */
async function gather({ client }: LoadBench): Promise<Crowd> {
  const leaving = new AbortController();
  let onChange = () => {};
  const addresses = Array.from({ length: LISTENERS }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
  const ends = await Promise.all(
    addresses.map(async (address) => {
      const answer = await client.get('/api/events', { 'x-forwarded-for': address });
      if (!answer.ok || answer.body === null) throw new Error(`Listening was answered ${answer.status}.`);
      return { ended: listen(answer.body, leaving.signal, () => onChange()).catch(() => {}) };
    }),
  );
  return {
    async hearOf(order) {
      const { promise: everybody, resolve } = Promise.withResolvers<void>();
      const times: number[] = [];
      onChange = () => {
        if (times.push(performance.now()) === LISTENERS) resolve();
      };
      await client.save(order);
      const answeredAt = performance.now();
      await everybody;
      return times.map((at) => Math.max(0, at - answeredAt));
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await Promise.all(ends.map(({ ended }) => ended));
    },
  };
}

async function listen(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onChange: () => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  signal.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true });
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const text = decoder.decode(part.value, { stream: true });
    for (const _ of text.matchAll(/^event: change$/gm)) onChange();
  }
}
