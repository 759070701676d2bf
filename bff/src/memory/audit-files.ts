import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditTrail } from '../application/admin-ports.ts';
import type { Clock, Log } from '../application/ports.ts';
import { type AuditQuery, type AuditRecord, matchesAudit } from '../domain/audit-record.ts';

export interface AuditFilesOptions {
  readonly directory: string;
  readonly retentionMs: number;
  /** A file that has grown so large is followed by another. */
  readonly maxFileBytes: number;
  readonly clock: Clock;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
const FILE = /^audit-(\d{4}-\d{2}-\d{2})\.(\d{4,})\.jsonl$/;
/** However much is written within the retention, the disk is not filled. */
const MAX_FILES = 100;

/** The audit trail as files of one JSON object a line, by day and in order. */
export class AuditFiles implements AuditTrail {
  readonly #options: AuditFilesOptions;
  #written: Promise<void> = Promise.resolve();
  #waiting: AuditRecord[] = [];
  #file = '';
  #hasWarned = false;

  constructor(options: AuditFilesOptions) {
    this.#options = options;
  }

  add(record: AuditRecord): void {
    this.#waiting.push(record);
    // Whatever comes in while the disk is busy is written in one go.
    if (this.#waiting.length === 1) this.#written = this.#written.then(() => this.#write());
  }

  async read(query: AuditQuery): Promise<readonly AuditRecord[]> {
    await this.#written;
    const found: AuditRecord[] = [];
    const names = (await this.#names()).reverse();
    for (const name of names) {
      if (found.length >= query.limit) break;
      if (query.from !== null && dayOf(name) < query.from.slice(0, 10)) break;
      const text = await readFile(join(this.#options.directory, name), 'utf8').catch(() => '');
      const records = text.split('\n').flatMap(recordOf).reverse();
      found.push(...records.filter((record) => matchesAudit(record, query)));
    }
    return found.slice(0, query.limit);
  }

  async close(): Promise<void> {
    await this.#written;
  }

  async #write(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    try {
      const file = await this.#fileToday();
      const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      await appendFile(join(this.#options.directory, file), text, { mode: 0o600 });
      this.#hasWarned = false;
    } catch (error) {
      if (!this.#hasWarned) this.#options.log.error({ err: error }, 'the audit trail is in the log alone');
      this.#hasWarned = true;
    }
  }

  /** The file that is written to; with a new one, those go that are older than the retention. */
  async #fileToday(): Promise<string> {
    const { directory, clock, maxFileBytes } = this.#options;
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    if (this.#file.startsWith(`audit-${day}`)) {
      const { size } = await stat(join(directory, this.#file)).catch(() => ({ size: 0 }));
      if (size < maxFileBytes) return this.#file;
    }
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const ofDay = (await this.#names()).filter((name) => dayOf(name) === day);
    const last = ofDay.at(-1);
    const { size } =
      last === undefined
        ? { size: maxFileBytes }
        : await stat(join(directory, last)).catch(() => ({ size: 0 }));
    const number = Number(FILE.exec(last ?? '')?.[2] ?? 0);
    this.#file =
      last !== undefined && size < maxFileBytes
        ? last
        : `audit-${day}.${String(number + 1).padStart(4, '0')}.jsonl`;
    await this.#forget();
    return this.#file;
  }

  async #forget(): Promise<void> {
    const { directory, clock, retentionMs } = this.#options;
    const oldest = new Date(clock.now() - retentionMs - DAY_MS).toISOString().slice(0, 10);
    const names = await this.#names();
    const tooMany = names.length - (MAX_FILES - 1);
    const gone = names.filter((name, index) => dayOf(name) <= oldest || index < tooMany);
    for (const name of gone) await rm(join(directory, name), { force: true });
  }

  /** The oldest first. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#options.directory).catch(() => []);
    return names.filter((name) => FILE.test(name)).sort();
  }
}

function dayOf(name: string): string {
  return FILE.exec(name)?.[1] ?? '';
}

/** A line that a crash cut short is left out. */
function recordOf(line: string): AuditRecord[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as AuditRecord];
  } catch {
    return [];
  }
}
