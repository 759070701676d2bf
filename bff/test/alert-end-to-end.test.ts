import { expect, test, vi } from 'vitest';
import { prometheusProgram, startPrometheus } from './support/prometheus-server.ts';
import { startBff } from './support/start-bff.ts';

const PATIENCE = { timeout: 90_000, interval: 250 };

test.skipIf(prometheusProgram === null)(
  'a real Prometheus sees a refused token, alerts, and is quiet again when it is mended',
  { timeout: 200_000 },
  async () => {
    await using bff = await startBff({ simulator: { orders: 10 } });
    await using prometheus = await startPrometheus(bff.url);
    const sync = () => bff.fetch('/api/orders/sync', { method: 'POST' });
    await vi.waitFor(async () => expect(await prometheus.firing()).toEqual([]), PATIENCE);
    bff.simulator.faults.add({ kind: 'error', status: 401 });
    await sync();
    await vi.waitFor(
      async () => expect(await prometheus.firing()).toEqual(['OrdersAirtableRefuses']),
      PATIENCE,
    );
    bff.simulator.faults.clear();
    await sync();
    await vi.waitFor(async () => expect(await prometheus.firing()).toEqual([]), PATIENCE);
  },
);
