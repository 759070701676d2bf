import { readFile } from 'node:fs/promises';
import type { Clock, Log } from '../application/ports.ts';

/** How often the file is looked at. Watching it would miss what orchestrators do: they turn a link around. */
const LOOK_EVERY_MS = 10_000;

/** Airtable's token, which may be replaced while the server runs. Calls under way end with the one they began with. */
export class AirtableToken {
  readonly #clock: Clock;
  readonly #log: Log;
  #current: string;

  constructor(token: string, { clock, log }: { clock: Clock; log: Log }) {
    this.#current = token;
    this.#clock = clock;
    this.#log = log;
  }

  get current(): string {
    return this.#current;
  }

  /** Takes another token; none, or the same, changes nothing. */
  replace(token: string): void {
    const next = token.trim();
    if (next === '' || next === this.#current) return;
    this.#current = next;
    this.#log.info({}, 'another Airtable token is used from now on');
  }

  /** Follows a file until the signal fires. One that cannot be read for a while changes nothing. */
  async follow(file: string, signal: AbortSignal): Promise<void> {
    let isReadable = true;
    while (!signal.aborted) {
      await this.#clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
      if (signal.aborted) return;
      const text = await readFile(file, 'utf8').catch(() => null);
      if (text !== null) this.replace(text);
      else if (isReadable) this.#log.warn({ file }, 'the file of the Airtable token cannot be read');
      isReadable = text !== null;
    }
  }
}
