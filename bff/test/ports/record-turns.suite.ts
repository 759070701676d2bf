import { beforeEach, describe, expect, test } from 'vitest';
import type { RecordTurns } from '../../src/application/ports.ts';

/** What every `RecordTurns` over several replicas must do; `open` starts afresh and gives a way to make replicas. */
export function recordTurnsSuite(open: () => Promise<() => RecordTurns>): void {
  describe('record turns', () => {
    let one: RecordTurns;
    let other: RecordTurns;
    let third: RecordTurns;

    beforeEach(async () => {
      const replica = await open();
      [one, other, third] = [replica(), replica(), replica()];
    });

    test('one replica at a time edits a record, and the others follow', async () => {
      const log: string[] = [];
      const work = async (name: string, turns: RecordTurns) => {
        await using _turn = await turns.take('recSame', { isNeeded: true });
        log.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${name} ends`);
      };
      await Promise.all([work('one', one), work('other', other), work('third', third)]);
      for (let index = 0; index < log.length; index += 2)
        expect(log[index + 1]).toBe(log[index]?.replace('begins', 'ends'));
      expect(log).toHaveLength(6);
    });

    test('other records are free', async () => {
      await using _held = await one.take('recOne', { isNeeded: true });
      await using _free = await other.take('recOther', { isNeeded: true });
    });

    test('ending it a second time ends nobody else’s', async () => {
      const first = await one.take('recSame', { isNeeded: true });
      await first[Symbol.asyncDispose]();
      const second = await other.take('recSame', { isNeeded: true });
      await first[Symbol.asyncDispose]();
      let isTaken = false;
      const waiting = third.take('recSame', { isNeeded: true }).then((turn) => {
        isTaken = true;
        return turn;
      });
      await other.take('recElse', { isNeeded: true });
      expect(isTaken).toBe(false);
      await second[Symbol.asyncDispose]();
      await (await waiting)[Symbol.asyncDispose]();
    });
  });
}
