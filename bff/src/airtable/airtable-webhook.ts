import * as z from 'zod';
import type { CallOptions, Clock, Log } from '../application/ports.ts';
import { Failure } from '../domain/failures.ts';
import { airtableProblemOf, failureOfNonsense } from './airtable-failures.ts';
import type { HookPosition } from './change-cursor.ts';
import { mappedFields } from './field-mapping.ts';
import type { ReadCall } from './read-retries.ts';
import { type TableAddress, webhooksPath } from './table-address.ts';
import type { TableFields } from './table-fields.ts';
import { findField, type MetadataReader } from './table-metadata.ts';
import { type PayloadPage, parsePayloadPage } from './webhook-payload.ts';

export interface AirtableWebhookOptions {
  readonly mode: 'auto' | 'on' | 'off';
  readonly call: ReadCall;
  readonly address: TableAddress;
  readonly fields: Pick<TableFields, 'current'>;
  readonly metadata: MetadataReader;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A webhook of ours, used for its list of payloads: it has no address to notify. Listing payloads prolongs it, so
 * that it needs no refreshing while somebody reads.
 */
export interface AirtableWebhook {
  /** Whether the settings allow one at all. */
  readonly isWanted: boolean;
  /** Where the payloads of all changes from now on begin; `null` when no webhook can be had. */
  begin(options: CallOptions): Promise<HookPosition | null>;
  /** One page of payloads, or `null` when the webhook is gone or broken. @throws Failure */
  read(
    position: HookPosition,
    options: CallOptions,
  ): Promise<{ readonly page: PayloadPage; readonly dateMs: number | null } | null>;
  /** Deletes the webhook that was used last, as well as that goes. */
  remove(): Promise<void>;
}

const hookSchema = z.object({
  id: z.string(),
  cursorForNextPayload: z.int().min(1),
  isHookEnabled: z.boolean().optional(),
  expirationTime: z.string().nullish(),
  notificationUrl: z.string().nullish(),
  specification: z.unknown(),
});
const hooksSchema = z.object({ webhooks: z.array(hookSchema) });
const createdSchema = z.object({ id: z.string() });

type Hook = z.infer<typeof hookSchema>;

interface Wanted {
  readonly tableId: string;
  readonly fieldIds: readonly string[];
}

/** After a refusal it is not asked for again so soon: rights and quotas change rarely. */
const REFUSED_MS = 3_600_000;
const REMOVE_TIMEOUT_MS = 2_000;
/** A webhook is an extra: whoever waits for orders does not wait long for it. */
const BEGIN_TIMEOUT_MS = 2_500;
/** Airtable's largest page of payloads. */
const PAYLOADS_PER_PAGE = 50;

export function createAirtableWebhook(options: AirtableWebhookOptions): AirtableWebhook {
  const { mode, call, address, clock, log } = options;
  let usedId: string | null = null;
  let refusedUntil = mode === 'off' ? Number.POSITIVE_INFINITY : 0;

  function noteRefusal(error: unknown): void {
    const isFirst = refusedUntil === 0;
    refusedUntil = clock.now() + REFUSED_MS;
    if (!isFirst) return;
    const level = mode === 'on' ? 'error' : 'info';
    log[level]({ err: error }, 'no Airtable webhook can be had; changes are found by their time');
  }

  async function remove(id: string, callOptions: CallOptions): Promise<void> {
    const request = { kind: 'webhook', method: 'DELETE', path: webhooksPath(address, id) } as const;
    await call(request, callOptions).catch((error: unknown) => {
      log.debug({ err: error }, 'an Airtable webhook could not be deleted');
    });
    if (usedId === id) usedId = null;
  }

  return {
    isWanted: mode !== 'off',
    async begin(callOptions) {
      if (refusedUntil > clock.now()) return null;
      const limited = limitTime(callOptions);
      try {
        const wanted = await wantedHook(options, limited);
        const hook = await findOrCreate(call, address, wanted, limited, remove);
        if (usedId === null) log.info({}, 'changes and removals are learnt from webhook payloads');
        usedId = hook.id;
        return { ...hook, tableId: wanted.tableId, isBehind: false, swept: null, expected: [] };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.kind === 'source-refused') noteRefusal(error);
        else log.debug({ err: error }, 'no Airtable webhook could be had this time');
        return null;
      }
    },
    async read(position, callOptions) {
      try {
        const { body, dateMs } = await call(payloadsRequest(address, position), callOptions);
        const page = parsePayloadPage(body, position.tableId);
        if (page === null) throw failureOfNonsense('payloads of another shape', 'webhook');
        usedId = position.id;
        if (page.kind === 'changes') return { page, dateMs };
        // As after a watched field was deleted: the next one has to watch others.
        options.metadata.forget();
        await remove(position.id, callOptions);
        return null;
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
    async remove() {
      if (usedId === null) return;
      // The budget may be paused for longer than anybody waits for an end.
      await remove(usedId, { callClass: 'background', signal: AbortSignal.timeout(REMOVE_TIMEOUT_MS) });
    },
  };
}

function limitTime({ callClass, signal }: CallOptions): CallOptions {
  const limit = AbortSignal.timeout(BEGIN_TIMEOUT_MS);
  return { callClass, signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
}

type RemoveHook = (id: string, callOptions: CallOptions) => Promise<void>;

async function findOrCreate(
  call: ReadCall,
  address: TableAddress,
  wanted: Wanted,
  callOptions: CallOptions,
  remove: RemoveHook,
): Promise<{ id: string; next: number }> {
  const path = webhooksPath(address);
  const listed = await call({ kind: 'webhook', method: 'GET', path }, callOptions);
  const { data: list } = hooksSchema.safeParse(listed.body);
  if (list === undefined) throw failureOfNonsense('a list without webhooks', 'webhook');
  const ours = list.webhooks.filter((hook) => isOurs(hook, wanted));
  const usable = ours.find((hook) => isUsable(hook, listed.dateMs));
  for (const hook of ours) if (hook !== usable) await remove(hook.id, callOptions);
  // The last payload is read again: where a watched field was deleted it says so, and nothing else ever does.
  if (usable !== undefined) return { id: usable.id, next: Math.max(1, usable.cursorForNextPayload - 1) };
  const body = { specification: specificationOf(wanted) };
  const created = await call({ kind: 'webhook', method: 'POST', path, body }, callOptions);
  const { data } = createdSchema.safeParse(created.body);
  if (data === undefined) throw failureOfNonsense('a webhook without an id', 'webhook');
  return { id: data.id, next: 1 };
}

/** A specification takes ids only. @throws Failure `source-refused` when they cannot be known */
async function wantedHook(
  { address, fields, metadata }: AirtableWebhookOptions,
  callOptions: CallOptions,
): Promise<Wanted> {
  const base = await metadata.read(callOptions);
  const table = base.kind === 'known' ? base.table : null;
  if (table === null)
    throw new Failure('source-refused', `The token may not see the fields of ${address.table}.`);
  const fieldIds = mappedFields(fields.current().mapping).flatMap((name) => findField(table, name)?.id ?? []);
  return { tableId: table.id, fieldIds };
}

function specificationOf({ tableId, fieldIds }: Wanted) {
  const filters = { dataTypes: ['tableData'], recordChangeScope: tableId, watchDataInFieldIds: fieldIds };
  return { options: { filters } };
}

const specificationSchema = z.object({
  options: z.object({
    filters: z.object({
      dataTypes: z.array(z.string()),
      recordChangeScope: z.string(),
      watchDataInFieldIds: z.array(z.string()),
      changeTypes: z.array(z.string()).optional(),
    }),
  }),
});

/** Ours is known by what it watches and by having no address, so that a restart finds it again. */
function isOurs(hook: Hook, { tableId, fieldIds }: Wanted): boolean {
  const filters = specificationSchema.safeParse(hook.specification).data?.options.filters;
  return (
    filters !== undefined &&
    (hook.notificationUrl ?? null) === null &&
    filters.recordChangeScope === tableId &&
    isSameSet(filters.dataTypes, ['tableData']) &&
    isSameSet(filters.watchDataInFieldIds, fieldIds) &&
    isSameSet(filters.changeTypes ?? ALL_CHANGES, ALL_CHANGES)
  );
}

const ALL_CHANGES = ['add', 'remove', 'update'];

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return new Set(one).symmetricDifference(new Set(other)).size === 0;
}

function isUsable(hook: Hook, nowMs: number | null): boolean {
  if (hook.isHookEnabled === false) return false;
  const expiresAt = Date.parse(hook.expirationTime ?? '');
  return Number.isNaN(expiresAt) || nowMs === null || expiresAt > nowMs;
}

function payloadsRequest(address: TableAddress, position: HookPosition) {
  const query = new URLSearchParams({ cursor: String(position.next), limit: String(PAYLOADS_PER_PAGE) });
  const path = `${webhooksPath(address, position.id)}/payloads`;
  return { kind: 'webhook', method: 'GET', path, query } as const;
}

/** Deleted, expired long ago, not ours to read any more, or asked with a cursor it does not know. */
function isGone(error: unknown): boolean {
  const status = airtableProblemOf(error)?.status;
  return status === 403 || status === 404 || status === 422;
}
