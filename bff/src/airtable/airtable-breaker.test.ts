import fc from 'fast-check';
import CircuitBreaker from 'opossum';
import { describe, expect, it } from 'vitest';
import type { SourceState } from '../application/ports.ts';
import { type AirtableBreaker, createAirtableBreaker } from './airtable-breaker.ts';

const FAULT = new Error('the other side fails');
const REFUSAL = new Error('the other side says no');

function createBreaker(resetTimeoutMs = 60_000) {
  const changes: SourceState['breaker'][] = [];
  let watcher: (() => void) | null = null;
  const breaker = createAirtableBreaker({
    clock: { now: () => 1_000_000, sleep: () => Promise.reject(new Error('not used')) },
    random: () => 0.5,
    isFault: (error) => error === FAULT,
    onChange(state) {
      changes.push(state);
      watcher?.();
    },
    resetTimeoutMs,
  });
  const until = (state: SourceState['breaker']) =>
    new Promise<void>((resolve) => {
      watcher = () => {
        if (breaker.state() === state) resolve();
      };
      watcher();
    });
  return { breaker, changes, until, [Symbol.dispose]: () => breaker.close() };
}

async function call(breaker: AirtableBreaker, send: () => Promise<unknown>): Promise<unknown> {
  using passage = breaker.enter();
  return await passage.fire(send).catch((error: unknown) => error);
}

const fail = () => Promise.reject(FAULT);
const refuse = () => Promise.reject(REFUSAL);
const succeed = () => Promise.resolve('answer');

async function open(breaker: AirtableBreaker): Promise<void> {
  for (let count = 0; count < 10; count += 1) await call(breaker, fail);
}

describe('a breaker', () => {
  it('opens at more than half of at least ten calls', async () => {
    using test = createBreaker();
    const { breaker } = test;
    for (let count = 0; count < 9; count += 1) await call(breaker, fail);
    expect(breaker.state()).toBe('closed');
    await call(breaker, fail);
    expect(breaker.state()).toBe('open');
  });

  it('says when it lets a probe through, and sends nothing before', async () => {
    using test = createBreaker(10_000);
    const { breaker } = test;
    await open(breaker);
    expect(breaker.retryAt()).toBe(1_010_000);
    expect(() => breaker.enter()).toThrow(
      expect.objectContaining({ kind: 'source-unreachable', retryAfterMs: 10_000 }),
    );
  });

  it('hands on answers and errors as they are', async () => {
    using test = createBreaker();
    expect(await call(test.breaker, succeed)).toBe('answer');
    expect(await call(test.breaker, refuse)).toBe(REFUSAL);
    expect(await call(test.breaker, fail)).toBe(FAULT);
  });

  it('takes a refusal for a sign of life', async () => {
    using test = createBreaker();
    for (let count = 0; count < 50; count += 1) await call(test.breaker, refuse);
    expect(test.breaker.state()).toBe('closed');
  });

  it('closes after a probe that was answered', async () => {
    using test = createBreaker(1);
    await open(test.breaker);
    await test.until('half-open');
    expect(await call(test.breaker, refuse)).toBe(REFUSAL);
    expect(test.breaker.state()).toBe('closed');
  });

  it('opens again after a probe that failed', async () => {
    using test = createBreaker(1);
    await open(test.breaker);
    await test.until('half-open');
    await call(test.breaker, fail);
    expect(test.changes).toEqual(['open', 'half-open', 'open']);
  });

  it('stays open for longer each time a probe fails, and as at first when it has worked since', async () => {
    using test = createBreaker(2);
    const { breaker } = test;
    const times: number[] = [];
    const noteAndWait = async () => {
      times.push((breaker.retryAt() ?? 0) - 1_000_000);
      await test.until('half-open');
    };
    await open(breaker);
    await noteAndWait();
    for (let probe = 0; probe < 3; probe += 1) {
      await call(breaker, fail);
      await noteAndWait();
    }
    await call(breaker, succeed);
    while (breaker.state() === 'closed') await call(breaker, fail);
    await noteAndWait();
    expect(times).toEqual([2, 4, 6, 6, 2]);
  });

  it('lets one probe through at a time', async () => {
    using test = createBreaker(1);
    const { breaker } = test;
    await open(breaker);
    await test.until('half-open');
    const probe = Promise.withResolvers<unknown>();
    const answered = call(breaker, () => probe.promise);
    expect(() => breaker.enter()).toThrow(expect.objectContaining({ kind: 'source-unreachable' }));
    probe.resolve('answer');
    await answered;
    expect(breaker.state()).toBe('closed');
  });

  it('neither closes nor opens for a probe that is given up before it is sent', async () => {
    using test = createBreaker(1);
    const { breaker } = test;
    await open(breaker);
    await test.until('half-open');
    breaker.enter()[Symbol.dispose]();
    expect(breaker.state()).toBe('half-open');
    await call(breaker, succeed);
    expect(breaker.state()).toBe('closed');
  });

  it('counts no call that it refused', async () => {
    using test = createBreaker();
    await open(test.breaker);
    for (let count = 0; count < 100; count += 1) expect(() => test.breaker.enter()).toThrow();
    expect(test.breaker.state()).toBe('open');
  });

  it('stays closed however many calls are under way', async () => {
    using test = createBreaker();
    await Promise.all(Array.from({ length: 200 }, () => call(test.breaker, succeed)));
    expect(test.breaker.state()).toBe('closed');
  });

  it('lets nothing through once it is closed down', () => {
    const { breaker } = createBreaker();
    breaker.close();
    expect(() => breaker.enter()).toThrow(expect.objectContaining({ kind: 'source-unreachable' }));
  });

  it('is never stuck, whatever happens in whatever order', async () => {
    const steps = fc.array(fc.constantFrom('fail', 'refuse', 'succeed', 'give up', 'wait'), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        using test = createBreaker(1);
        for (const step of order) await takeStep(test, step);
        if (test.breaker.state() === 'open') await test.until('half-open');
        expect(await call(test.breaker, succeed)).toBe('answer');
        expect(test.breaker.state()).toBe('closed');
      }),
      { numRuns: 200 },
    );
  });
});

async function takeStep({ breaker, until }: ReturnType<typeof createBreaker>, step: string): Promise<void> {
  if (breaker.state() === 'open') {
    expect(() => breaker.enter()).toThrow();
    if (step === 'wait') await until('half-open');
    return;
  }
  if (step === 'give up') breaker.enter()[Symbol.dispose]();
  if (step === 'fail') await call(breaker, fail);
  if (step === 'refuse') await call(breaker, refuse);
  if (step === 'succeed') await call(breaker, succeed);
}

/** What opossum does by itself. When one of these fails, the breaker has one thing less to keep away from it. */
describe('opossum left alone', () => {
  it('hands an aborted signal to healthy calls after one time-out', async () => {
    const options: { abortController: AbortController } = { abortController: new AbortController() };
    const settings = { timeout: 1, volumeThreshold: 10, autoRenewAbortController: true };
    const circuit = new CircuitBreaker(() => new Promise(() => {}), Object.assign(options, settings));
    await circuit.fire().catch(() => {});
    expect(circuit.closed).toBe(true);
    expect(options.abortController.signal.aborted).toBe(true);
    circuit.shutdown();
  });

  it('opens on a full queue before a healthy upstream', async () => {
    const circuit = new CircuitBreaker(() => Promise.resolve(), { capacity: 2 });
    await Promise.allSettled(Array.from({ length: 20 }, () => circuit.fire()));
    expect(circuit.opened).toBe(true);
    circuit.shutdown();
  });

  it('closes a half-open breaker when a filtered error is thrown at it', async () => {
    const circuit = new CircuitBreaker(() => Promise.reject(FAULT), {
      resetTimeout: 1,
      errorFilter: () => true,
    });
    circuit.open();
    await new Promise((resolve) => circuit.on('halfOpen', resolve));
    await circuit.fire().catch(() => {});
    expect(circuit.closed).toBe(true);
    circuit.shutdown();
  });

  it('counts calls that it refuses, and opens at the first failure', async () => {
    const circuit = new CircuitBreaker(() => Promise.reject(FAULT), { resetTimeout: 60_000 });
    await circuit.fire().catch(() => {});
    expect(circuit.opened).toBe(true);
    await circuit.fire().catch(() => {});
    expect(circuit.stats).toMatchObject({ fires: 2, failures: 1 });
    circuit.shutdown();
  });
});
