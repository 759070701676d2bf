import { describe, expect, test } from 'vitest';
import { FakeClock } from './support/fake-clock.ts';

describe('fake clock', () => {
  test('ends sleeps in the order in which they are due and shows the time each was due at', async () => {
    const clock = new FakeClock({ startMs: 1000 });
    const woken: string[] = [];
    const nap = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name}@${clock.now()}`);
    };
    void nap('late', 30);
    void nap('early', 10).then(() => nap('again', 5));

    await clock.advance(20);
    expect(woken).toEqual(['early@1010', 'again@1015']);
    await clock.advance(10);
    expect(woken).toEqual(['early@1010', 'again@1015', 'late@1030']);
    expect(clock.now()).toBe(1030);
  });

  test('an aborted sleep rejects with the reason and is forgotten', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const sleep = clock.sleep(50, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    expect(clock.sleeping).toBe(0);
    await expect(clock.sleep(50, controller.signal)).rejects.toThrow('enough');
  });

  test('a jump moves the time but ends no sleep', async () => {
    const clock = new FakeClock({ startMs: 0 });
    let isAwake = false;
    void clock.sleep(100).then(() => {
      isAwake = true;
    });
    clock.jump(1000);
    expect(clock.now()).toBe(1000);
    expect(isAwake).toBe(false);
    await clock.advance(0);
    expect(isAwake).toBe(true);
    expect(clock.now()).toBe(1000);
  });
});
