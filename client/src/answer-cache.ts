/** An answer that was kept, to be asked for again by its validator. */
export interface KeptAnswer {
  readonly etag: string;
  /** The body as it came. */
  readonly text: string;
}

/** Where answers are kept between requests. A cache that fails is one that holds nothing: it must not throw. */
export interface AnswerCache {
  /** `key` names the address and who asks; it may hold a token and must not be stored readably. */
  get(key: string): Promise<KeptAnswer | null>;
  set(key: string, answer: KeptAnswer): Promise<void>;
}

const MOST_ANSWERS = 200;

/** Keeps the answers that were used last, in this process. */
export function memoryCache(mostAnswers = MOST_ANSWERS): AnswerCache {
  const answers = new Map<string, KeptAnswer>();
  const put = (key: string, answer: KeptAnswer) => {
    // A Map remembers the order of insertion: what was used last stands last.
    answers.delete(key);
    answers.set(key, answer);
  };
  return {
    async get(key) {
      const answer = answers.get(key) ?? null;
      if (answer !== null) put(key, answer);
      return answer;
    },
    async set(key, answer) {
      put(key, answer);
      const [oldest] = answers.keys();
      if (answers.size > mostAnswers && oldest !== undefined) answers.delete(oldest);
    },
  };
}
