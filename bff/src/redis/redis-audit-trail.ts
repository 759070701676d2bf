import { randomUUID } from 'node:crypto';
import type { AuditTrail } from '../application/admin-ports.ts';
import type { Clock, Log } from '../application/ports.ts';
import { type AuditQuery, type AuditRecord, matchesAudit } from '../domain/audit-record.ts';
import type { RedisConnection } from './redis-connection.ts';
import { MAX_AUDIT_RECORDS, type RedisKeys } from './redis-keys.ts';

export interface RedisAuditTrailOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly retentionMs: number;
}

/** Records that wait for Redis to come back; beyond these only the log has them. */
const MAX_WAITING = 10_000;
const RECORDS_AT_ONCE = 100;
const TRY_AGAIN_MS = 1_000;
const PAGE = 500;
/** A record that waited for Redis stands later in the stream than its time says. */
const LATENESS_MS = 86_400_000;

interface Waiting {
  readonly id: string;
  readonly record: AuditRecord;
}

/** The audit trail of all replicas as one stream, in which each record is once however often it was sent. */
export class RedisAuditTrail implements AuditTrail {
  readonly #options: RedisAuditTrailOptions;
  readonly #closing = new AbortController();
  readonly #waiting: Waiting[] = [];
  #sending: Promise<void> | null = null;
  #hasWarned = false;

  constructor(options: RedisAuditTrailOptions) {
    this.#options = options;
  }

  add(record: AuditRecord): void {
    if (this.#waiting.length >= MAX_WAITING) {
      if (!this.#hasWarned) this.#options.log.error({}, 'the audit trail is in the log alone');
      this.#hasWarned = true;
      return;
    }
    this.#waiting.push({ id: randomUUID(), record });
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  async read(query: AuditQuery): Promise<readonly AuditRecord[]> {
    const { connection, keys } = this.#options;
    const found = new Map<string, AuditRecord>();
    let end = '+';
    for (;;) {
      const page = await connection.run('background', (client) =>
        client.xrevrange(keys.audit, end, '-', 'COUNT', PAGE),
      );
      for (const [, [, id = '', , text = '']] of page) {
        const record = recordOf(text);
        if (record !== null && matchesAudit(record, query)) found.set(id, record);
      }
      const [lastId = ''] = page.at(-1) ?? [];
      const isBefore =
        query.from !== null && Number.parseInt(lastId, 10) + LATENESS_MS < Date.parse(query.from);
      if (page.length < PAGE || found.size >= query.limit || isBefore) break;
      end = `(${lastId}`;
    }
    const records = [...found.values()].sort((one, other) => (one.at < other.at ? 1 : -1));
    return records.slice(0, query.limit);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, RECORDS_AT_ONCE);
      try {
        await this.#send(batch);
        this.#waiting.splice(0, batch.length);
        this.#hasWarned = false;
      } catch {
        if (this.#closing.signal.aborted) return;
        await this.#options.clock.sleep(TRY_AGAIN_MS, this.#closing.signal).catch(() => {});
      }
    }
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const { connection, keys, clock, retentionMs } = this.#options;
    const oldest = Math.max(0, Math.floor(clock.now() - retentionMs));
    await connection.run('background', async (client) => {
      const sent = batch.map(({ id, record }) =>
        client.xadd(
          ...([keys.audit, 'MAXLEN', '~', MAX_AUDIT_RECORDS, '*'] as const),
          ...(['id', id, 'record', JSON.stringify(record)] as const),
        ),
      );
      sent.push(client.xtrim(keys.audit, 'MINID', '~', oldest).then(() => null));
      sent.push(client.pexpire(keys.audit, retentionMs).then(() => null));
      await Promise.all(sent);
    });
  }
}

function recordOf(text: string): AuditRecord | null {
  try {
    return JSON.parse(text) as AuditRecord;
  } catch {
    return null;
  }
}
