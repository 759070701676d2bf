import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock, Log } from '../application/ports.ts';
import { monthOf } from '../domain/month-plan.ts';

export interface MonthCounterOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Where the number survives a restart; without it every start begins at 0. */
  readonly file: string | undefined;
}

/** How long a changed number may be kept from the file, in milliseconds. */
const WRITE_AFTER_MS = 2_000;

/** Calls of the running UTC month, kept in a small file. */
export class MonthCounterFile {
  readonly #options: MonthCounterOptions;
  readonly #closing = new AbortController();
  #month: string;
  #calls = 0;
  #isWriteDue = false;
  #hasWarned = false;

  constructor(options: MonthCounterOptions) {
    this.#options = options;
    this.#month = monthOf(options.clock.now());
    if (options.file !== undefined) this.#read(options.file);
  }

  get calls(): number {
    this.#turnPage();
    return this.#calls;
  }

  add(): void {
    this.#turnPage();
    this.#calls++;
    if (this.#options.file === undefined || this.#isWriteDue) return;
    this.#isWriteDue = true;
    this.#options.clock.sleep(WRITE_AFTER_MS, this.#closing.signal).then(
      () => this.#write(),
      () => {},
    );
  }

  /** Writes what has not been written yet. */
  close(): void {
    this.#closing.abort();
    this.#write();
  }

  #turnPage(): void {
    const month = monthOf(this.#options.clock.now());
    if (month === this.#month) return;
    this.#month = month;
    this.#calls = 0;
  }

  #read(file: string): void {
    try {
      const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (!isKept(kept)) throw new TypeError('not a month and a number of calls');
      if (kept.month === this.#month) this.#calls = kept.calls;
    } catch (error) {
      if (isMissing(error)) return;
      this.#options.log.warn({ err: error, file }, 'calls of this month unreadable, counting from 0');
    }
  }

  /** Another name first: a crash while writing must not leave half a number. */
  #write(): void {
    const { file, log } = this.#options;
    if (!this.#isWriteDue || file === undefined) return;
    this.#isWriteDue = false;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify({ month: this.#month, calls: this.#calls }));
      renameSync(`${file}.new`, file);
      this.#hasWarned = false;
    } catch (error) {
      if (!this.#hasWarned) log.warn({ err: error, file }, 'calls of this month could not be kept');
      this.#hasWarned = true;
    }
  }
}

function isKept(value: unknown): value is { month: string; calls: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { month, calls } = value as Partial<Record<string, unknown>>;
  return typeof month === 'string' && Number.isSafeInteger(calls) && Number(calls) >= 0;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
