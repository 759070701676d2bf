import { JoinedCalls } from './joined-calls.ts';
import type { OrderWriter } from './order-writer.ts';

interface Waiting {
  readonly recordId: string;
  resolve(): void;
  reject(error: unknown): void;
}

/** Records that one call of the source can be asked for late. */
const MAX_PER_LOOK = 100;
/** Looks on their way at once; the budget decides how fast they really go. */
const MAX_LOOKS = 4;

/** Looks at records in the source; those that wait at the same time share one call. */
export class JoinedLooks {
  readonly #writer: Pick<OrderWriter, 'look'>;
  readonly #calls: JoinedCalls<Waiting>;

  constructor(writer: Pick<OrderWriter, 'look'>) {
    this.#writer = writer;
    this.#calls = new JoinedCalls({
      maxItems: MAX_PER_LOOK,
      maxCalls: MAX_LOOKS,
      call: (take) => this.#look(take),
    });
  }

  /** Resolves when the table shows the record as the source has it now. @throws Failure when it cannot be read */
  look(recordId: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#calls.add({ recordId, resolve, reject });
    return promise;
  }

  async #look(take: () => readonly Waiting[]): Promise<void> {
    try {
      await this.#writer.look(() => take().map(({ recordId }) => recordId));
      for (const { resolve } of take()) resolve();
    } catch (error) {
      for (const { reject } of take()) reject(error);
    }
  }
}
