import type { ReadyAnswer } from './ready-answer.ts';

interface Kept {
  readonly answer: ReadyAnswer;
  version: string;
}

/** Fixed cost of an entry beside its bytes: key, buffers' headers, map slot. */
const ENTRY_BYTES = 512;

/**
 * Ready answers by what was asked, least recently used out first when `maxBytes` are kept. An answer whose content
 * is the same at a newer version stays as it is, with its codings and its validator.
 */
export class AnswerCache {
  readonly #kept = new Map<string, Kept>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The answer to `key` at `version`; `make` makes it when it is not there yet. */
  get(key: string, version: string, make: () => ReadyAnswer): ReadyAnswer {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      if (kept.version === version) return kept.answer;
    }
    const fresh = make();
    if (kept !== undefined && kept.answer.opaque === fresh.opaque) {
      kept.version = version;
      return kept.answer;
    }
    if (kept !== undefined) this.#bytes -= cost(kept.answer);
    this.#kept.delete(key);
    this.#kept.set(key, { answer: fresh, version });
    this.#bytes += cost(fresh);
    this.#shrink();
    return fresh;
  }

  #shrink(): void {
    for (const [key, { answer }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#kept.delete(key);
      this.#bytes -= cost(answer);
    }
  }
}

/** Counted ahead: the plain body and its codings, which are made later and are together no larger than the body. */
function cost(answer: ReadyAnswer): number {
  return 2 * answer.body.length + ENTRY_BYTES;
}
