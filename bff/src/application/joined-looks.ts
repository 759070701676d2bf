import type { OrderWriter } from './order-writer.ts';

interface Waiting {
  readonly recordId: string;
  resolve(): void;
  reject(error: unknown): void;
}

/** Records that one call of the source can be asked for. */
const MAX_PER_LOOK = 100;

/** Looks at records in the source; those that are wanted in the same moment share one call. */
export class JoinedLooks {
  readonly #writer: Pick<OrderWriter, 'look'>;
  #waiting: Waiting[] = [];

  constructor(writer: Pick<OrderWriter, 'look'>) {
    this.#writer = writer;
  }

  /** Resolves when the table shows the record as the source has it now. @throws Failure when it cannot be read */
  look(recordId: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ recordId, resolve, reject });
    if (this.#waiting.length === 1) setImmediate(() => void this.#send());
    return promise;
  }

  async #send(): Promise<void> {
    const group = this.#waiting.slice(0, MAX_PER_LOOK);
    this.#waiting = this.#waiting.slice(group.length);
    if (this.#waiting.length > 0) setImmediate(() => void this.#send());
    try {
      await this.#writer.look(group.map(({ recordId }) => recordId));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
