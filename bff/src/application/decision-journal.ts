import type { Clock, Log } from './ports.ts';

type Detail = Readonly<Record<string, string | number | boolean | null>>;

/** Something that the server decided or noticed. */
export interface Decision {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: keyof Log;
  readonly what: string;
  readonly detail: Detail;
}

/** A log whose lines can be given fields of their own. */
export interface ParentLog extends Log {
  child(fields: object): ParentLog;
}

export const JOURNAL_MS = 5 * 60_000;
/** More happens in five minutes only when something has gone wild, and then the newest tell enough. */
const MOST_DECISIONS = 2_000;
const MOST_FAILURES = 20;

/**
 * Fields that may be kept: they name parts, states and sizes. Everything else might be an order's, a person's or a
 * secret, and is left out.
 */
const KEPT_FIELDS: ReadonlySet<string> = new Set(
  (
    'part kind state status ms waitMs waitedMs durationMs pauseMs delayMs failures orders found before records ' +
    'version driver loop outcome callClass fence bytes disputed mended script replica level class share listeners'
  ).split(' '),
);
const PLAIN_TEXT = /^[\w .:/-]{1,64}$/;
/** What Redis and the system call a failure, such as READONLY or ECONNREFUSED; the rest of a message may hold data. */
const ERROR_CODE = /\b[A-Z][A-Z_]{2,}\b/;

/** The last five minutes in memory, and the last failures for as long as the process lives. */
export class DecisionJournal {
  readonly #clock: Clock;
  #decisions: Decision[] = [];
  #failures: Decision[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes one decision with those of its fields that may be kept. */
  note(level: keyof Log, what: string, fields: object): void {
    const decision = { at: this.#clock.now(), level, what, detail: detailOf(fields) };
    this.#decisions.push(decision);
    if (this.#decisions.length >= 2 * MOST_DECISIONS)
      this.#decisions = this.#decisions.slice(-MOST_DECISIONS);
    if (level !== 'warn' && level !== 'error') return;
    // Of each kind the last: many requests that fail must not hide why they do.
    const others = this.#failures.filter((failure) => failure.what !== what);
    this.#failures = [...others, decision].slice(-MOST_FAILURES);
  }

  /** What happened in the last five minutes, oldest first. */
  recent(): readonly Decision[] {
    const since = this.#clock.now() - JOURNAL_MS;
    return this.#decisions.filter(({ at }) => at >= since).slice(-MOST_DECISIONS);
  }

  /** The last warning or error of each kind, newest first. */
  failures(): readonly Decision[] {
    return this.#failures.toReversed();
  }
}

/** The same log, of which every line but the finest is noted too. */
export function journalled(log: ParentLog, journal: DecisionJournal, own: object = {}): ParentLog {
  const noting = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    journal.note(level, message, { ...own, ...fields });
    log[level](fields, message);
  };
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: noting('info'),
    warn: noting('warn'),
    error: noting('error'),
    child: (fields) => journalled(log.child(fields), journal, { ...own, ...fields }),
  };
}

function detailOf(fields: object): Detail {
  const detail: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'err') detail['failure'] = failureName(value);
    else if (name === 'reason') detail['reason'] = ERROR_CODE.exec(String(value))?.[0] ?? 'other';
    else if (KEPT_FIELDS.has(name) && isPlain(value)) detail[name] = value;
  }
  return detail;
}

function isPlain(value: unknown): value is string | number | boolean | null {
  if (typeof value === 'string') return PLAIN_TEXT.test(value);
  return typeof value === 'number' || typeof value === 'boolean' || value === null;
}

/** Our failures have a kind and system errors a code; a message might quote what it is about. */
function failureName(error: unknown): string {
  const { kind, code, name } = Object(error) as { kind?: unknown; code?: unknown; name?: unknown };
  const known = [kind, code, name].find((each) => typeof each === 'string' && PLAIN_TEXT.test(each));
  return typeof known === 'string' ? known : 'error';
}
