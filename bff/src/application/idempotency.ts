import type { IdempotencyStore, StoredAnswer } from './ports.ts';

/** What came of a piece of work, and whether a repeated request may be given the same answer for good. */
export interface WorkResult {
  readonly answer: StoredAnswer;
  readonly isFinal: boolean;
}

export type KeyedOutcome =
  | { readonly kind: 'answered'; readonly answer: StoredAnswer; readonly isReplay: boolean }
  | { readonly kind: 'running' }
  | { readonly kind: 'other-request' };

interface Running {
  readonly fingerprint: string;
  readonly result: Promise<WorkResult>;
}

/** Sees to it that work under one key is done once, however often it is asked for. */
export class Idempotency {
  readonly #store: IdempotencyStore;
  readonly #running = new Map<string, Running>();

  constructor(store: IdempotencyStore) {
    this.#store = store;
  }

  /**
   * Does the work, or gives the answer it had. Whoever asks while it is under way on this replica gets its answer;
   * while it is under way on another one, `running`.
   * @throws whatever the work throws; the key is free again then
   */
  async run(key: string, fingerprint: string, work: () => Promise<WorkResult>): Promise<KeyedOutcome> {
    const running = this.#running.get(key);
    if (running !== undefined) {
      if (running.fingerprint !== fingerprint) return { kind: 'other-request' };
      return { kind: 'answered', answer: (await running.result).answer, isReplay: true };
    }
    const { promise, resolve, reject } = Promise.withResolvers<WorkResult>();
    promise.catch(() => {});
    this.#running.set(key, { fingerprint, result: promise });
    try {
      const outcome = await this.#runClaimed(key, fingerprint, work);
      if (outcome.kind === 'answered') resolve({ answer: outcome.answer, isFinal: true });
      else reject(new Error('the key belongs to another request'));
      return outcome;
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      this.#running.delete(key);
    }
  }

  async #runClaimed(
    key: string,
    fingerprint: string,
    work: () => Promise<WorkResult>,
  ): Promise<KeyedOutcome> {
    const claim = await this.#store.claim(key, fingerprint);
    if (claim.kind === 'done') return { kind: 'answered', answer: claim.answer, isReplay: true };
    if (claim.kind !== 'claimed') return { kind: claim.kind };
    let result: WorkResult;
    try {
      result = await work();
    } catch (error) {
      await this.#store.release(key).catch(() => {});
      throw error;
    }
    if (result.isFinal) await this.#store.complete(key, fingerprint, result.answer);
    else await this.#store.release(key);
    return { kind: 'answered', answer: result.answer, isReplay: false };
  }
}
