import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditTrail } from '../../src/application/admin-ports.ts';
import { type AuditQuery, auditRecord } from '../../src/domain/audit-record.ts';

export const EVERYTHING: AuditQuery = {
  from: null,
  to: null,
  event: null,
  actor: null,
  order: null,
  status: null,
  limit: 1_000,
};

/** What every `AuditTrail` must do; `now` is its own time, in epoch milliseconds. */
export function auditTrailSuite(open: () => Promise<{ trail: AuditTrail; now(): number }>): void {
  describe('audit trail', () => {
    let trail: AuditTrail;
    let now: number;

    beforeEach(async () => {
      const opened = await open();
      trail = opened.trail;
      now = opened.now();
    });

    test('gives back everything that was added, the latest first', async () => {
      const records = Array.from({ length: 250 }, (_, number) =>
        auditRecord(now + number, 'write', {
          status: 200,
          order: `ORD-${number}`,
          changes: { status: null },
        }),
      );
      for (const record of records) trail.add(record);
      await trail.close();
      expect(await trail.read(EVERYTHING)).toEqual(records.toReversed());
      expect(await trail.read({ ...EVERYTHING, limit: 3 })).toEqual(records.toReversed().slice(0, 3));
    });

    test('finds by time, event, person, order and status', async () => {
      const records = [
        auditRecord(now, 'write', { actor: 'ann', order: 'ORD-1', recordId: 'recA', status: 200 }),
        auditRecord(now + 1_000, 'write', { actor: 'bob', order: 'recA', status: 412 }),
        auditRecord(now + 2_000, 'signed-in', { actor: 'ann', status: 302 }),
      ];
      for (const record of records) trail.add(record);
      await trail.close();
      const found = async (query: Partial<AuditQuery>) =>
        (await trail.read({ ...EVERYTHING, ...query })).map((record) =>
          records.indexOf(records.find(({ at }) => at === record.at) ?? record),
        );
      expect(await found({ actor: 'ann' })).toEqual([2, 0]);
      expect(await found({ order: 'recA' })).toEqual([1, 0]);
      expect(await found({ event: 'signed-in' })).toEqual([2]);
      expect(await found({ status: 412 })).toEqual([1]);
      const second = records[1]?.at ?? '';
      expect(await found({ from: second })).toEqual([2, 1]);
      expect(await found({ to: second })).toEqual([0]);
      expect(await found({ actor: 'nobody' })).toEqual([]);
    });
  });
}
