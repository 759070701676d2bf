import { OutcomeUnknown } from '../domain/failures.ts';
import type { IdempotencyStore, StoredAnswer } from './ports.ts';

/** What came of a piece of work, and whether a repeated request may be given the same answer for good. */
export interface WorkResult {
  readonly answer: StoredAnswer;
  readonly isFinal: boolean;
}

/** Told whether it may have been done before, by a replica that died or by a call whose answer was lost. */
export type KeyedWork = (mayHaveBeenDone: boolean) => Promise<WorkResult>;

export type KeyedOutcome =
  | { readonly kind: 'answered'; readonly answer: StoredAnswer; readonly isReplay: boolean }
  | { readonly kind: 'running' }
  | { readonly kind: 'other-request' };

/** For an error that leaves open what came of the work: what it was in the end, `null` = not known; else `null`. */
export type LaterResult = (error: unknown) => Promise<WorkResult | null> | null;

interface Running {
  readonly fingerprint: string;
  readonly result: Promise<WorkResult>;
}

/** Sees to it that work under one key is done once, however often it is asked for. */
export class Idempotency {
  readonly #store: IdempotencyStore;
  readonly #running = new Map<string, Running>();
  readonly #settling = new Map<string, Promise<void>>();

  constructor(store: IdempotencyStore) {
    this.#store = store;
  }

  /**
   * Does the work, or gives the answer it had. Whoever asks while it is under way on this replica gets its answer;
   * while it is under way on another one, `running`.
   * @throws whatever the work throws; the key is free again then, or once `laterResult` of that tells what came of it
   */
  async run(
    key: string,
    fingerprint: string,
    work: KeyedWork,
    laterResult: LaterResult = () => null,
  ): Promise<KeyedOutcome> {
    // Asked again while it is being found out what came of it, nobody is better off with another answer than that.
    await this.#settling.get(key);
    const running = this.#running.get(key);
    if (running !== undefined) {
      if (running.fingerprint !== fingerprint) return { kind: 'other-request' };
      return { kind: 'answered', answer: (await running.result).answer, isReplay: true };
    }
    const { promise, resolve, reject } = Promise.withResolvers<WorkResult>();
    promise.catch(() => {});
    this.#running.set(key, { fingerprint, result: promise });
    try {
      const outcome = await this.#runClaimed(key, fingerprint, { work, laterResult });
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
    { work, laterResult }: { work: KeyedWork; laterResult: LaterResult },
  ): Promise<KeyedOutcome> {
    const claim = await this.#store.claim(key, fingerprint);
    if (claim.kind === 'done') return { kind: 'answered', answer: claim.answer, isReplay: true };
    if (claim.kind === 'running' || claim.kind === 'other-request') return { kind: claim.kind };
    const mayHaveBeenDone = claim.kind === 'reclaimed';
    let result: WorkResult;
    try {
      result = await work(mayHaveBeenDone);
    } catch (error) {
      const later = laterResult(error);
      const isUnknown = mayHaveBeenDone || error instanceof OutcomeUnknown;
      if (later !== null) this.#settling.set(key, this.#settleLater(key, fingerprint, later));
      else await (isUnknown ? this.#store.abandon(key) : this.#store.release(key)).catch(() => {});
      throw error;
    }
    await this.#settle(key, fingerprint, result);
    return { kind: 'answered', answer: result.answer, isReplay: false };
  }

  async #settleLater(key: string, fingerprint: string, later: Promise<WorkResult | null>): Promise<void> {
    const result = await later.catch(() => null);
    await (result === null ? this.#store.abandon(key) : this.#settle(key, fingerprint, result)).catch(
      () => {},
    );
    this.#settling.delete(key);
  }

  async #settle(key: string, fingerprint: string, result: WorkResult): Promise<void> {
    if (result.isFinal) await this.#store.complete(key, fingerprint, result.answer);
    else await this.#store.release(key);
  }
}
