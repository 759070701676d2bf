import { EDITABLE_FIELDS, type EditableField } from '@orders/contract';
import type {
  CallOptions,
  ChangesRead,
  Clock,
  FieldOptions,
  FullRead,
  Log,
  OrderSource,
  Random,
  RequestBudget,
} from '../application/ports.ts';
import { WriteRejected } from '../domain/failures.ts';
import { createAirtableClient } from './airtable-client.ts';
import { type AirtableTelemetry, quietTelemetry } from './airtable-telemetry.ts';
import { createAirtableWebhook } from './airtable-webhook.ts';
import { coveredUntil, formatCursor, parseCursor } from './change-cursor.ts';
import { checkTable } from './check-table.ts';
import { type FieldMapping, mappedFields } from './field-mapping.ts';
import { createFindOrders } from './find-orders.ts';
import { createListOrders } from './list-orders.ts';
import { createListTable } from './list-table.ts';
import { listModifiedOrders } from './modified-orders.ts';
import { defaultFieldMapping } from './order-mapping.ts';
import { createReadRetries } from './read-retries.ts';
import { createRecordReader } from './record-reader.ts';
import { createMetadataReader, findField } from './table-metadata.ts';
import { readWebhookChanges } from './webhook-changes.ts';
import { MAX_BATCH, writeOrders } from './write-orders.ts';

export interface AirtableOrderSourceOptions {
  /** Origin of the Web API, without `/v0`. */
  readonly apiUrl: string;
  /** The token as it is now. */
  token(): string;
  readonly baseId: string;
  /** Id or name of the table. */
  readonly table: string;
  readonly timeoutMs: number;
  readonly maxConcurrentRequests: number;
  /** The base's limit, which the budget keeps; without one, calls keep no distance when they leave. */
  readonly requestsPerSecond?: number;
  readonly throttlePauseMs: number;
  readonly webhooks: 'auto' | 'on' | 'off';
  readonly mapping?: FieldMapping;
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry?: AirtableTelemetry;
  /** Mean open time of a breaker; for tests. */
  readonly breakerResetMs?: number;
}

/** Orders in a table of an Airtable base. */
export function createAirtableOrderSource(options: AirtableOrderSourceOptions): OrderSource {
  const parts = createParts(options);
  const { client, webhook, metadata } = parts;

  return {
    maxBatch: MAX_BATCH,
    check: (callOptions) => checkTable(parts, callOptions),
    readAll: (callOptions) => readAll(parts, callOptions),
    readChanges: (cursor, callOptions) => readChanges(parts, cursor, callOptions),
    readOrders: (recordIds, callOptions) => parts.find(recordIds, callOptions),
    async write(writes, callOptions) {
      try {
        return await writeOrders(parts, writes, callOptions);
      } catch (error) {
        // The base has other options than we remember.
        if (error instanceof WriteRejected && error.reason === 'option') metadata.forget();
        throw error;
      }
    },
    fieldOptions: (callOptions) => readFieldOptions(parts, callOptions),
    state: () => client.state(),
    async close() {
      await webhook.remove();
      client.close();
    },
  };
}

type Parts = ReturnType<typeof createParts>;

function createParts(options: AirtableOrderSourceOptions) {
  const { clock, log, mapping = defaultFieldMapping, telemetry = quietTelemetry } = options;
  const address = { baseId: options.baseId, table: options.table };
  const fields = mappedFields(mapping);
  const client = createAirtableClient({ ...options, telemetry });
  const call = createReadRetries({ ...options, client, telemetry });
  const reader = createRecordReader({ mapping, log, telemetry });
  const metadata = createMetadataReader({ call, address, clock });
  const list = createListOrders({ call, address, reader, clock });
  const find = createFindOrders(list, fields);
  const listTable = createListTable({ list, find, fields, clock, log });
  const webhook = createAirtableWebhook({
    mode: options.webhooks,
    call,
    address,
    mapping,
    metadata,
    clock,
    log,
  });
  return { address, mapping, fields, client, call, reader, metadata, list, listTable, find, webhook };
}

/** The webhook's place is taken before reading, so that its payloads tell of all that changes meanwhile. */
async function readAll(
  { listTable, webhook }: Parts,
  { onProgress, ...callOptions }: CallOptions & { onProgress(fetched: number): void },
): Promise<FullRead> {
  const begun = await webhook.begin(callOptions);
  const { orders, startedAtMs } = await listTable(onProgress, callOptions);
  if (startedAtMs === null) return { orders, cursor: null };
  const time = coveredUntil(startedAtMs);
  const hook = begun === null ? null : { ...begun, swept: { from: new Date(0).toISOString(), until: time } };
  return { orders, cursor: formatCursor({ time, hook }) };
}

async function readChanges(
  parts: Parts,
  cursor: string,
  callOptions: CallOptions,
): Promise<ChangesRead | null> {
  const position = parseCursor(cursor);
  if (position === null) return null;
  const { time, hook } = position;
  if (hook !== null && parts.webhook.isWanted) {
    return readWebhookChanges(parts, { time, hook }, callOptions);
  }
  const modified = await listModifiedOrders(parts.list, parts.fields, time, callOptions);
  if (modified === null) return null;
  const next = formatCursor({ time: modified.until, hook: null });
  return { orders: modified.orders, removed: [], tellsRemovals: false, cursor: next };
}

async function readFieldOptions(
  { metadata, mapping }: Parts,
  callOptions: CallOptions,
): Promise<FieldOptions> {
  const base = await metadata.read(callOptions);
  const table = base.kind === 'known' ? base.table : null;
  const optionsOf = (field: EditableField): readonly string[] | null => {
    const name = mapping[field];
    if (table === null || name === null) return null;
    return findField(table, name)?.options?.choices?.map((choice) => choice.name) ?? null;
  };
  const [status, priority] = EDITABLE_FIELDS.map(optionsOf);
  return { status: status ?? null, priority: priority ?? null };
}
