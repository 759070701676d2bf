import type { Clock, Log, RequestBudget } from '../application/ports.ts';
import { CallLine, type GateAnswer } from '../domain/call-line.ts';
import type { CallClass } from '../domain/call-order.ts';
import { Failure } from '../domain/failures.ts';
import { Gcra, slotSpacingMs } from '../domain/gcra.ts';
import { monthEndMs } from '../domain/month-plan.ts';
import { MonthCounterFile } from './month-counter-file.ts';

export interface MemoryRequestBudgetOptions {
  readonly requestsPerSecond: number;
  /** 0 = none. */
  readonly monthlyCalls: number;
  /** Where the calls of the month survive a restart. */
  readonly counterFile?: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The budget of a single process. */
export function createMemoryRequestBudget(options: MemoryRequestBudgetOptions): RequestBudget {
  const { clock, log, monthlyCalls } = options;
  const gcra = new Gcra(slotSpacingMs(options.requestsPerSecond));
  const month = new MonthCounterFile({ clock, log, file: options.counterFile });

  function take({ callClass }: { callClass: CallClass }): GateAnswer {
    const now = clock.now();
    if (callClass === 'background' && monthlyCalls > 0 && month.calls >= monthlyCalls) {
      const retryAfterMs = monthEndMs(now) - now;
      const message = 'the calls of this month are used up';
      return { kind: 'refused', failure: new Failure('source-quota-used-up', message, { retryAfterMs }) };
    }
    const ms = gcra.take(now);
    if (ms > 0) return { kind: 'wait', ms };
    month.add();
    return { kind: 'go' };
  }

  const line = new CallLine({ take, leave: () => {} }, clock);
  return {
    acquire: (callClass, waiting) => line.enter(callClass, waiting),
    async pause(ms) {
      line.pause(clock.now() + ms);
    },
    state: () => ({ pausedUntil: line.pausedUntil, callsThisMonth: month.calls }),
    async close() {
      line.close();
      month.close();
    },
  };
}
