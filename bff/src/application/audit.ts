import { type AuditEvent, type AuditQuery, type AuditRecord, auditRecord } from '../domain/audit-record.ts';
import type { AuditTrail } from './admin-ports.ts';
import type { Clock, Log } from './ports.ts';

/** Writes down what was done by whom: into the log, which nothing of ours can lose, and into the trail. */
export class Audit {
  readonly #trail: AuditTrail;
  readonly #log: Log;
  readonly #clock: Clock;

  constructor(trail: AuditTrail, log: Log, clock: Clock) {
    this.#trail = trail;
    this.#log = log;
    this.#clock = clock;
  }

  record(event: AuditEvent, known: Partial<AuditRecord>): void {
    const record = auditRecord(this.#clock.now(), event, known);
    this.#log.info({ audit: record }, 'audit');
    this.#trail.add(record);
  }

  /** The latest first. */
  read(query: AuditQuery): Promise<readonly AuditRecord[]> {
    return this.#trail.read(query);
  }
}
