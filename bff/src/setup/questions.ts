import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks a person, or gives up where nobody can answer. */
export interface Questions extends Disposable {
  readonly isInteractive: boolean;
  /** `null` without a terminal. */
  ask(question: string): Promise<string | null>;
  /** The same, and what is typed is not shown. */
  askSecretly(question: string): Promise<string | null>;
}

/** Questions on the terminal that standard input is. */
export function terminalQuestions(): Questions {
  const isInteractive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!isInteractive) {
    return { isInteractive, ask: async () => null, askSecretly: async () => null, [Symbol.dispose]() {} };
  }
  let isMuted = false;
  const output = new Writable({
    write(chunk, _, done) {
      if (!isMuted) process.stdout.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const ask = async (question: string) => (await lines.question(question)).trim();
  return {
    isInteractive,
    ask,
    async askSecretly(question) {
      process.stdout.write(question);
      isMuted = true;
      try {
        return await ask('');
      } finally {
        isMuted = false;
        process.stdout.write('\n');
      }
    },
    [Symbol.dispose]: () => lines.close(),
  };
}
