import type {
  CallOptions,
  ChangesRead,
  Clock,
  FullRead,
  Late,
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
import type { FieldMapping } from './field-mapping.ts';
import { readFieldOptions } from './field-options.ts';
import { createFieldRepair } from './field-repair.ts';
import { createFindOrders } from './find-orders.ts';
import { createLinkedNames } from './linked-names.ts';
import { createListOrders } from './list-orders.ts';
import { createListTable } from './list-table.ts';
import { listModifiedOrders } from './modified-orders.ts';
import { defaultFieldMapping } from './order-mapping.ts';
import { createReadRetries } from './read-retries.ts';
import { createRecordReader } from './record-reader.ts';
import { createTableFields } from './table-fields.ts';
import { createMetadataReader } from './table-metadata.ts';
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
  /** Id or name of the view that narrows what is read. */
  readonly view?: string | null;
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
  const { client, webhook, metadata, fields, repaired, named } = parts;

  return {
    maxBatch: MAX_BATCH,
    check: (callOptions) => checkTable(parts, callOptions),
    readAll: (callOptions) => repaired(callOptions, () => readAll(parts, callOptions)),
    readChanges: (cursor, callOptions) =>
      repaired(callOptions, async () => {
        const changes = await readChanges(parts, cursor, callOptions);
        return changes && { ...changes, orders: await named(changes.orders, callOptions) };
      }),
    readOrders: (recordIds, callOptions) => {
      const ids = once(recordIds);
      return repaired(callOptions, async () => named(await parts.find(ids, callOptions), callOptions));
    },
    async write(writes, callOptions) {
      const batch = once(writes);
      try {
        const written = await repaired(callOptions, () => writeOrders(parts, batch, callOptions));
        return await named(written, callOptions, 'anyway');
      } catch (error) {
        // The base has other options than we remember.
        if (error instanceof WriteRejected && error.reason === 'option') metadata.forget();
        throw error;
      }
    },
    fieldOptions: (callOptions) => readFieldOptions(parts, callOptions),
    state: () => client.state(),
    fields: () => fields.describe(),
    async close() {
      await webhook.remove();
      client.close();
    },
  };
}

type Parts = ReturnType<typeof createParts>;

function createParts(options: AirtableOrderSourceOptions) {
  const { clock, log, mapping = defaultFieldMapping, view = null, telemetry = quietTelemetry } = options;
  const address = { baseId: options.baseId, table: options.table };
  const client = createAirtableClient({ ...options, telemetry });
  const call = createReadRetries({ ...options, client, telemetry });
  const fields = createTableFields({ mapping, view, clock, log });
  const reader = createRecordReader({ log, telemetry });
  const metadata = createMetadataReader({ call, address, clock, onTable: (table) => fields.adopt(table) });
  const repaired = createFieldRepair({ fields, metadata });
  const list = createListOrders({ call, address, reader, fields, view, clock });
  const find = createFindOrders(list);
  const listTable = createListTable({ list, find, clock, log });
  const webhook = createAirtableWebhook({
    mode: options.webhooks,
    call,
    address,
    fields,
    metadata,
    clock,
    log,
  });
  const named = createLinkedNames({ call, address, fields, metadata, clock, log });
  return {
    address,
    view,
    fields,
    repaired,
    named,
    client,
    call,
    reader,
    metadata,
    list,
    listTable,
    find,
    webhook,
  };
}

/** The webhook's place is taken before reading, so that its payloads tell of all that changes meanwhile. */
async function readAll(
  { listTable, webhook, fields, named }: Parts,
  { onProgress, ...callOptions }: CallOptions & { onProgress(fetched: number): void },
): Promise<FullRead> {
  fields.retryLeftOut();
  const begun = await webhook.begin(callOptions);
  const signature = fields.signature();
  const { orders: listed, startedAtMs } = await listTable(onProgress, callOptions);
  const orders = await named(listed, callOptions);
  if (startedAtMs === null) return { orders, cursor: null };
  const time = coveredUntil(startedAtMs);
  const hook = begun === null ? null : { ...begun, swept: { from: new Date(0).toISOString(), until: time } };
  const read = signature === undefined ? {} : { fields: signature };
  return { orders, cursor: formatCursor({ time, hook, ...read }) };
}

async function readChanges(
  parts: Parts,
  cursor: string,
  callOptions: CallOptions,
): Promise<ChangesRead | null> {
  const position = parseCursor(cursor);
  // What was not read before does not come with what has changed since.
  if (position === null || position.fields !== parts.fields.signature()) return null;
  const { time, hook } = position;
  if (hook !== null && parts.webhook.isWanted) {
    return readWebhookChanges(parts, { ...position, hook }, callOptions);
  }
  const modified = await listModifiedOrders(parts, time, callOptions);
  if (modified === null) return null;
  const next = formatCursor({ ...position, time: modified.until, hook: null });
  return { orders: modified.orders, removed: modified.outside, tellsRemovals: false, cursor: next };
}

/** What is given only once, given again to a second try. */
function once<T>(late: Late<T>): Late<T> {
  if (typeof late !== 'function') return late;
  const take = late as () => T;
  let taken: { readonly value: T } | null = null;
  return () => {
    taken ??= { value: take() };
    return taken.value;
  };
}
