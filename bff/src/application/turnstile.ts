/**
 * Lets one caller through at a time, in the order of arrival: `using _turn = await turnstile()` holds the turn to
 * the end of the block.
 */
export function createTurnstile(): () => Promise<Disposable> {
  let last: Promise<unknown> = Promise.resolve();
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn = last.then(() => ({ [Symbol.dispose]: resolve }));
    last = promise;
    return turn;
  };
}

/** Turnstiles by name; one that nobody waits at is forgotten. */
export class Turnstiles {
  readonly #byName = new Map<string, { pass: () => Promise<Disposable>; users: number }>();

  async enter(name: string): Promise<Disposable> {
    const entry = this.#byName.get(name) ?? { pass: createTurnstile(), users: 0 };
    this.#byName.set(name, entry);
    entry.users++;
    const turn = await entry.pass();
    return {
      [Symbol.dispose]: () => {
        turn[Symbol.dispose]();
        entry.users--;
        if (entry.users === 0) this.#byName.delete(name);
      },
    };
  }
}
