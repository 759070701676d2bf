import { contentDigest } from '../domain/order-etag.ts';
import { CODING_SUFFIXES, type Coding, code, MIN_CODED_BYTES } from './content-coding.ts';

export interface ReadyAnswerOptions {
  /** Opaque text of the entity tag; by default a digest of the body. */
  readonly opaque?: string;
  /** Header fields that belong to the content. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body with its validator, coded at most once per coding. */
export class ReadyAnswer {
  readonly body: Buffer;
  /** Opaque text of the plain representation's entity tag. */
  readonly opaque: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #coded = new Map<Coding, Buffer>();

  constructor(body: Buffer, options: ReadyAnswerOptions = {}) {
    this.body = body;
    this.opaque = options.opaque ?? contentDigest(body);
    this.headers = options.headers ?? {};
  }

  static ofJson(value: unknown, options: ReadyAnswerOptions = {}): ReadyAnswer {
    return new ReadyAnswer(Buffer.from(JSON.stringify(value)), options);
  }

  /** The coding that is really used for one that was chosen: short bodies stay plain. */
  effectiveCoding(chosen: Coding): Coding {
    return this.body.length < MIN_CODED_BYTES ? 'identity' : chosen;
  }

  in(coding: Coding): Buffer {
    if (coding === 'identity') return this.body;
    let coded = this.#coded.get(coding);
    if (coded === undefined) {
      coded = code(this.body, coding);
      this.#coded.set(coding, coded);
    }
    return coded;
  }

  /** The strong validator of the representation in a coding. */
  etag(coding: Coding): string {
    return `"${this.opaque}${CODING_SUFFIXES[coding]}"`;
  }
}
