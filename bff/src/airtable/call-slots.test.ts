import { describe, expect, it } from 'vitest';
import { createCallSlots } from './call-slots.ts';

describe('places in flight', () => {
  it('are never more than the limit, and go first to whom they are worth most', async () => {
    const slots = createCallSlots(3);
    const order: string[] = [];
    const held = [
      await slots.acquire('background'),
      await slots.acquire('sync'),
      await slots.acquire('write'),
    ];
    const waiting = (['background', 'sync', 'write', 'write'] as const).map(async (callClass, index) => {
      using _slot = await slots.acquire(callClass);
      order.push(`${callClass} ${index}`);
    });
    expect(slots.inUse()).toBe(3);
    for (const slot of held) slot[Symbol.dispose]();
    await Promise.all(waiting);
    expect(order).toEqual(['write 2', 'write 3', 'sync 1', 'background 0']);
    expect(slots.inUse()).toBe(0);
  });

  it('are given back once, however often they are disposed of', async () => {
    const slots = createCallSlots(2);
    const slot = await slots.acquire('write');
    slot[Symbol.dispose]();
    slot[Symbol.dispose]();
    expect(slots.inUse()).toBe(0);
  });

  it('leave one for a write', async () => {
    const slots = createCallSlots(2);
    await slots.acquire('sync');
    const read = slots.acquire('sync');
    await slots.acquire('write');
    expect(slots.inUse()).toBe(2);
    expect(await Promise.race([read, Promise.resolve('waits')])).toBe('waits');
  });

  it('serve everybody when there is only one', async () => {
    const slots = createCallSlots(1);
    (await slots.acquire('background'))[Symbol.dispose]();
    (await slots.acquire('write'))[Symbol.dispose]();
    expect(slots.inUse()).toBe(0);
  });

  it('are not waited for any more when the signal fires', async () => {
    const slots = createCallSlots(1);
    const held = await slots.acquire('write');
    const caller = new AbortController();
    const waiting = slots.acquire('write', caller.signal);
    caller.abort('gone');
    await expect(waiting).rejects.toBe('gone');
    held[Symbol.dispose]();
    expect(slots.inUse()).toBe(0);
    await expect(slots.acquire('write', AbortSignal.abort('gone'))).rejects.toBe('gone');
  });
});
