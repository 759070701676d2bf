import type { Clock } from './ports.ts';

/** A signal that fires once a time has passed, unless it is disposed of before. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

/** `AbortSignal.timeout` by the clock that everything else goes by. */
export function createTimeLimit(clock: Clock, ms: number): TimeLimit {
  const limit = new AbortController();
  const isOver = new AbortController();
  clock.sleep(ms, isOver.signal).then(
    () => limit.abort(new DOMException(`Not done within ${ms} ms.`, 'TimeoutError')),
    () => {},
  );
  return { signal: limit.signal, [Symbol.dispose]: () => isOver.abort() };
}
