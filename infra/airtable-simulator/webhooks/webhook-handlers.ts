import { Buffer } from 'node:buffer';
import { randomId } from '../airtable-id.ts';
import { isJsonObject } from '../json.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { SimulatorClock } from '../simulator-clock.ts';
import type { Base, Transaction } from '../table/base.ts';
import { CellReader } from '../table/cell-reader.ts';
import type { ApiCall, Handler } from '../wire/api-call.ts';
import { badParameter, hiddenOrMissing, noSuchResource, typedFailure } from '../wire/api-failure.ts';
import { emptyReply, jsonReply } from '../wire/reply.ts';
import { buildPayload } from './build-payload.ts';
import type { PingSender } from './ping-sender.ts';
import { Webhook } from './webhook.ts';
import { readSpecification, type WebhookSpecification } from './webhook-specification.ts';

export interface WebhooksOptions {
  readonly base: Base;
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly pings: PingSender;
}

type WebhookEndpoint =
  | 'createWebhook'
  | 'listWebhooks'
  | 'deleteWebhook'
  | 'refreshWebhook'
  | 'enableNotifications'
  | 'listPayloads';

const maxWebhooksPerBase = 10;

/** The hooks of one base. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #hooks = new Map<string, Webhook>();
  readonly #readers: ReadonlyMap<string, CellReader>;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#readers = new Map(options.base.tables.map((table) => [table.id, new CellReader(table)]));
    options.base.onTransaction((transaction) => this.#hear(transaction));
  }

  handlers(): Record<WebhookEndpoint, Handler> {
    return {
      createWebhook: (call) => jsonReply(this.#create(call)),
      listWebhooks: () => {
        this.#forget();
        const nowMs = this.#options.clock.now();
        return jsonReply({ webhooks: [...this.#hooks.values()].map((hook) => hook.describe(nowMs)) });
      },
      deleteWebhook: (call) => {
        this.#hooks.delete(this.#find(call).id);
        return emptyReply();
      },
      refreshWebhook: (call) => {
        const hook = this.#find(call);
        if (hook.hasExpired(this.#options.clock.now())) throw badParameter();
        hook.extend(this.#options.clock.now());
        return jsonReply({ expirationTime: hook.expirationTime });
      },
      enableNotifications: (call) => {
        const enable = isJsonObject(call.body) ? call.body['enable'] : undefined;
        if (typeof enable !== 'boolean') throw badParameter();
        this.#find(call).areNotificationsEnabled = enable;
        return emptyReply();
      },
      listPayloads: (call) => jsonReply(this.#payloads(call)),
    };
  }

  #create(call: ApiCall): object {
    const body = isJsonObject(call.body) ? call.body : {};
    const specification = readSpecification(this.#options.base, body['specification']);
    expectScopes(call, specification);
    this.#forget();
    if (this.#hooks.size >= maxWebhooksPerBase) {
      throw typedFailure(
        422,
        'TOO_MANY_WEBHOOKS_IN_BASE',
        `A base can have at most ${maxWebhooksPerBase} webhooks.`,
      );
    }
    const { random, clock } = this.#options;
    const hook = new Webhook({
      id: randomId('ach', random),
      secret: Buffer.from(Array.from({ length: 64 }, () => random.integer(256))),
      specification,
      notificationUrl: readNotificationUrl(body['notificationUrl']),
      nowMs: clock.now(),
    });
    this.#hooks.set(hook.id, hook);
    const { id, expirationTime } = hook;
    return { id, macSecretBase64: hook.secret.toString('base64'), expirationTime };
  }

  /** Reading payloads keeps the hook alive for another week. */
  #payloads(call: ApiCall): object {
    const hook = this.#find(call);
    expectScopes(call, hook.specification);
    const cursor = readCount(call.query.text('cursor'), 1, Number.MAX_SAFE_INTEGER);
    const limit = readCount(call.query.text('limit'), 50, 50);
    const nowMs = this.#options.clock.now();
    hook.extend(nowMs);
    return hook.page(cursor, limit, nowMs);
  }

  #hear(transaction: Transaction): void {
    const reader = this.#readers.get(transaction.table.id);
    if (reader === undefined) return;
    for (const hook of this.#hooks.values()) {
      if (!hook.isListening(transaction.atMs)) continue;
      const built = buildPayload(transaction, hook.specification, reader);
      if (built === undefined) continue;
      hook.append(built.payload, transaction.atMs, built.isFatal);
      this.#options.pings.notify(hook);
    }
  }

  #find(call: ApiCall): Webhook {
    this.#forget();
    const hook = this.#hooks.get(call.parameters['webhook'] ?? '');
    if (hook === undefined) throw noSuchResource();
    return hook;
  }

  #forget(): void {
    const nowMs = this.#options.clock.now();
    for (const hook of this.#hooks.values()) if (hook.isForgotten(nowMs)) this.#hooks.delete(hook.id);
  }
}

/** Beside `webhook:manage`, a token needs the scope of what the hook tells. */
function expectScopes(call: ApiCall, { dataTypes }: WebhookSpecification): void {
  const needed = dataTypes.map((type) => (type === 'tableData' ? 'data.records:read' : 'schema.bases:read'));
  if (!needed.every((scope) => call.caller.scopes.has(scope))) throw hiddenOrMissing();
}

function readNotificationUrl(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value)) throw badParameter();
  return value;
}

function readCount(text: string | undefined, fallback: number, most: number): number {
  if (text === undefined || text === '') return fallback;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > most) throw badParameter();
  return count;
}
