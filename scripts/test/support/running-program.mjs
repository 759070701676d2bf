import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A program under test: what it has written so far, when it says a thing, and how it ends. */
export class RunningProgram {
  #output = '';
  #listeners = new Set();

  constructor(command, args, options) {
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#output += text;
        for (const listener of this.#listeners) listener();
      });
    }
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal, output: this.#output }));
    });
  }

  /** Resolves with the match as soon as the output has one; rejects when the program ends without it. */
  async says(pattern) {
    let listener;
    const match = new Promise((resolve) => {
      listener = () => {
        const found = pattern.exec(this.#output);
        if (found) resolve(found);
      };
      this.#listeners.add(listener);
      listener();
    });
    const found = await Promise.race([match, this.exited.then(() => undefined)]);
    this.#listeners.delete(listener);
    const late = found ?? pattern.exec(this.#output);
    if (!late) throw new Error(`It ended without saying ${pattern}; it said:\n${this.#output}`);
    return late;
  }

  kill(signal) {
    this.child.kill(signal);
  }

  async [Symbol.asyncDispose]() {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

/** Resolves once no process with this id runs any more; one that stays makes the test time out. */
export async function isGone(pid) {
  while (isRunning(Number(pid))) await nextTurn();
  return true;
}

/** Resolves with the content of a file that another process writes. */
export async function written(path) {
  for (;;) {
    const content = readIfPresent(path);
    if (content) return content;
    await nextTurn();
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // An ended process that nobody has collected yet still has its id.
  return !/^State:\tZ/m.test(readIfPresent(`/proc/${pid}/status`) ?? '');
}

function readIfPresent(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
