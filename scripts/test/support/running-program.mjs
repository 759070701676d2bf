import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { vi } from 'vitest';

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

/** Resolves once no process with this id runs any more. */
export function isGone(pid) {
  return vi.waitFor(() => {
    if (isRunning(Number(pid))) throw new Error(`Process ${pid} still runs.`);
    return true;
  }, PATIENCE);
}

/** Resolves with the content of a file that another process writes. */
export function written(path) {
  return vi.waitFor(() => {
    const content = readIfPresent(path);
    if (!content) throw new Error(`${path} has not been written.`);
    return content;
  }, PATIENCE);
}

const PATIENCE = { timeout: 20_000, interval: 10 };

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
