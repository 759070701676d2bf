import type { Answer, Parser } from '../api/read-answer.ts';
import type { CacheDatabase, KeptAnswer } from '../db/cache-database.ts';
import { keepAnswer, readAnswer } from '../db/kept-answers.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';

export interface RememberedAnswerOptions<T> {
  readonly name: KeptAnswer['name'];
  readonly db: CacheDatabase;
  readonly parser: Parser<T>;
  /** Whether an answer belongs into this database; all do where it is left out. */
  mayKeep?(value: T): boolean;
  /** `null` = not modified. */
  fetch(etag: string | null): Promise<Answer<T> | null>;
}

/** An answer that is kept for starts without a connection, and asked for again under its validator. */
export class RememberedAnswer<T> {
  readonly #options: RememberedAnswerOptions<T>;
  readonly #value: Cell<T | null> = createCell<T | null>(null);
  #etag: string | null = null;
  #asOf: number | null = null;

  constructor(options: RememberedAnswerOptions<T>) {
    this.#options = options;
  }

  get value(): Observable<T | null> {
    return this.#value;
  }

  get asOf(): number | null {
    return this.#asOf;
  }

  /** What was kept, unless the server has answered already. Never throws: the database is only a cache. */
  async load(): Promise<void> {
    const kept = await readAnswer(this.#options.db, this.#options.name).catch(() => null);
    const parsed = kept === null ? null : this.#options.parser.safeParse(kept.body);
    if (kept === null || !parsed?.success || this.#value.current() !== null) return;
    if (!this.#mayKeep(parsed.data)) return;
    this.#etag = kept.etag;
    this.#asOf = kept.asOf;
    this.#value.set(parsed.data);
  }

  /** @throws ApiFailure */
  async refresh(): Promise<T | null> {
    const answer = await this.#options.fetch(this.#value.current() === null ? null : this.#etag);
    if (answer !== null) await this.take(answer);
    return this.#value.current();
  }

  /** An answer that came by another way. */
  async take({ body, etag, asOf }: Answer<T>): Promise<void> {
    this.#etag = etag;
    this.#asOf = asOf;
    this.#value.set(body);
    const { db, name } = this.#options;
    if (!this.#mayKeep(body)) return;
    await keepAnswer(db, { name, body, etag, asOf }).catch(() => undefined);
  }

  #mayKeep(value: T): boolean {
    return this.#options.mayKeep?.(value) ?? true;
  }
}
