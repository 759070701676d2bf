import { healthSchema } from '@orders/contract';
import type { Fault } from '@orders/infra/airtable-simulator/faults/fault.ts';
import { describe, expect, it } from 'vitest';
import { type EditBench, RECORD, startEditing } from './support/edit-bench.ts';

const syncOf = ({ bff }: EditBench) => bff.fetch('/api/orders/sync', { method: 'POST' });

describe('nonsense in a table', () => {
  it.each<Fault>([{ kind: 'wrongTypes' }, { kind: 'specialValue' }, { kind: 'hugeBody', bytes: 2_000_000 }])(
    '(%j) is shown as far as it can be',
    async (fault) => {
      const bench = await startEditing({ settings: { AIRTABLE_TIMEOUT_MS: '10000' } });
      bench.bff.simulator.faults.add({ ...fault, endpoint: 'listRecords' });
      expect((await syncOf(bench)).status).toBe(200);
      const answer = await bench.bff.fetch('/api/orders');
      expect(answer.status).toBe(200);
      expect((answer.json as { total: number }).total).toBe(13);
    },
  );

  it.each<Fault>([{ kind: 'missingId' }, { kind: 'duplicateId' }])(
    '(%j) makes no order look deleted: it is a 502, and the old orders stay',
    async (fault) => {
      const bench = await startEditing();
      const { cursor } = (await bench.bff.fetch('/api/orders/changes')).json as { cursor: string };
      bench.bff.simulator.faults.add(fault);
      expect((await syncOf(bench)).status).toBe(502);
      const changes = (await bench.bff.fetch(`/api/orders/changes?since=${cursor}`)).json;
      expect(changes).toMatchObject({ reset: false, removed: [] });
    },
  );

  it('is logged once, however many rows have it', async () => {
    const bench = await startEditing();
    bench.bff.simulator.faults.add({ kind: 'wrongTypes', field: 'Order Total' });
    await syncOf(bench);
    await syncOf(bench);
    const lines = bench.bff.log.filter((line) => line.includes('Order Total'));
    expect(lines).toHaveLength(1);
  });

  it('does not lose what is known of an order', async () => {
    const bench = await startEditing();
    bench.bff.simulator.faults.add({ kind: 'wrongTypes', field: 'Order Total' });
    await syncOf(bench);
    expect(await bench.orderNow()).toMatchObject({ recordId: RECORD, orderTotal: null, status: 'Pending' });
  });

  it('of a field that is gone leaves that field out and says so, and the rest goes on', async () => {
    const bench = await startEditing();
    bench.bff.simulator.faults.add({ kind: 'removeField', field: 'Priority' });
    expect((await syncOf(bench)).status).toBe(200);
    expect(await bench.orderNow()).toMatchObject({ priority: null, status: 'Pending' });
    const health = (await bench.bff.fetch('/health')).as(healthSchema);
    expect(health.airtable?.state).toBe('ok');
    expect(JSON.stringify(health.airtable?.notices)).toContain('Priority');
  });
});
