import { Failure, OutcomeUnknown } from '../../src/domain/failures.ts';
import type { ModelCall, ModelNetwork } from './model-order-source.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One step of a call that goes on when the scheduler says so. */
interface Pause {
  resume(): void;
  fail(): void;
}

/** A network in which nothing moves until the scheduler lets a call go on or breaks it. */
export class HandNetwork implements ModelNetwork {
  readonly #random: SeededRandom;
  readonly #pauses: Pause[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Calls under way. */
  get waiting(): number {
    return this.#pauses.length;
  }

  /** Lets one of the calls under way go on, or breaks its connection. */
  proceed(mayFail: boolean): void {
    const [pause] = this.#pauses.splice(this.#random.below(this.#pauses.length), 1);
    if (mayFail && this.#random.chance(0.08)) pause?.fail();
    else pause?.resume();
  }

  slot(call: ModelCall): Promise<void> {
    return this.#pause({ ...call, isWrite: false });
  }

  reach(call: ModelCall): Promise<void> {
    return this.#pause(call);
  }

  answer(call: ModelCall): Promise<void> {
    return this.#pause(call);
  }

  #pause({ isWrite }: ModelCall): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pauses.push({
        resume: resolve,
        fail: () =>
          reject(isWrite ? new OutcomeUnknown('broken') : new Failure('source-unreachable', 'broken')),
      });
    });
  }
}
