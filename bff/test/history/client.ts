import { HEADERS, type Order } from '@orders/contract';
import { parseVersion } from '../../src/domain/version.ts';
import { realClock } from '../support/redis-setting.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { Recorded, RecordedEdit } from './recording.ts';
import { valueName, type World } from './world.ts';

export interface ClientOptions {
  readonly name: string;
  readonly world: World;
  readonly random: SeededRandom;
  /** How often each order was edited; shared by all clients. */
  readonly edits: Map<string, number>;
}

interface Answer {
  /** 0 where none came. */
  readonly status: number;
  readonly replica: string;
  readonly version: string;
  readonly body: unknown;
}

/** Longer than any request may take, even one to a replica that is frozen meanwhile. */
const HUNG_MS = 20_000;
const MAX_ATTEMPTS = 4;
const PAUSE_MS = 150;

/** Somebody who reads and edits orders on whichever replica comes, and writes down what came of it. */
export class Client {
  readonly recorded: Recorded[] = [];
  /** Requests that were not answered in any time. */
  readonly hung: string[] = [];
  readonly statuses = new Map<string, number>();
  readonly #options: ClientOptions;
  readonly #seen = new Map<string, { etag: string; value: string }>();
  #version = '';

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Works as long as there is something left to do. */
  async work(takeTurn: () => boolean): Promise<void> {
    const { random, world } = this.#options;
    while (takeTurn()) {
      // A few orders are in everybody's hands.
      const isHot = random.chance(0.6);
      const recordId = random.pick(isHot ? world.recordIds.slice(0, 4) : world.recordIds);
      if (random.chance(0.5)) await this.#read(recordId);
      else await this.#edit(recordId);
    }
  }

  async #read(recordId: string): Promise<void> {
    const { random, world, name } = this.#options;
    const minVersion = random.chance(0.6) ? this.#version : '';
    const invokedAt = world.instants.next();
    const headers = minVersion === '' ? {} : { [HEADERS.minVersion]: minVersion };
    const answer = await this.#ask('GET', recordId, headers);
    this.#count('read', answer.status);
    if (answer.status !== 200) return;
    const order = answer.body as Order;
    this.#note(recordId, order);
    this.recorded.push({
      ...{ kind: 'read', id: invokedAt, client: name, recordId, minVersion, invokedAt },
      completedAt: world.instants.next(),
      replica: answer.replica,
      version: answer.version,
      found: String(order.status),
    });
  }

  async #edit(recordId: string): Promise<void> {
    const { random, world, name, edits } = this.#options;
    const number = edits.get(recordId) ?? 0;
    edits.set(recordId, number + 1);
    const condition = random.chance(0.6) ? (this.#seen.get(recordId) ?? null) : null;
    const invokedAt = world.instants.next();
    const edit: RecordedEdit = {
      ...{
        kind: 'edit',
        id: invokedAt,
        client: name,
        recordId,
        value: valueName(number),
        condition,
        invokedAt,
      },
      isKeyed: random.chance(0.8),
      completedAt: Number.POSITIVE_INFINITY,
      outcome: 'unknown',
      ...{ attempts: [], replica: '', version: '', found: null },
    };
    this.recorded.push(edit);
    while (edit.attempts.length < (edit.isKeyed ? MAX_ATTEMPTS : 1)) {
      if (await this.#attempt(edit)) break;
      await realClock.sleep(random.next() * PAUSE_MS);
    }
    if (edit.outcome !== 'unknown') edit.completedAt = world.instants.next();
    this.#count('edit', edit.attempts.at(-1) ?? 0);
  }

  /** `true` when there is nothing more to be learnt by asking again. */
  async #attempt(edit: RecordedEdit): Promise<boolean> {
    const { recordId, value, condition, isKeyed, id } = edit;
    const answer = await this.#ask(
      'PATCH',
      recordId,
      {
        'content-type': 'application/json',
        ...(isKeyed ? { 'idempotency-key': `history-${id}` } : {}),
        ...(condition === null ? {} : { 'if-match': condition.etag }),
      },
      JSON.stringify({ status: value }),
    );
    // An attempt that was not answered, or with trouble, may have been the one that was done.
    const isFirstWord = edit.attempts.every((status) => status === 409 || status === 429);
    edit.attempts.push(answer.status);
    edit.replica = answer.replica;
    edit.version = answer.version;
    if (answer.status === 200) {
      edit.outcome = 'ok';
      this.#note(recordId, answer.body as Order);
      return true;
    }
    const isRefusal = answer.status >= 400 && answer.status < 500 && ![408, 409, 429].includes(answer.status);
    if (!isRefusal) return false;
    const { current } = answer.body as { current?: Order };
    if (current !== undefined) this.#note(recordId, current);
    if (!isFirstWord) return true;
    edit.outcome = 'refused';
    edit.found = current?.status ?? null;
    return true;
  }

  #note(recordId: string, { etag, status }: Order): void {
    this.#seen.set(recordId, { etag, value: String(status) });
  }

  #count(kind: string, status: number): void {
    const name = `${kind} ${status}`;
    this.statuses.set(name, (this.statuses.get(name) ?? 0) + 1);
  }

  async #ask(
    method: string,
    recordId: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    const { world, random } = this.#options;
    const { replica } = random.pick(world.sites);
    const { name, address } = replica;
    const hangUp = AbortSignal.timeout(HUNG_MS);
    try {
      const answer = await fetch(`${address}/api/orders/${recordId}`, {
        ...{ method, headers, signal: hangUp },
        ...(body === undefined ? {} : { body }),
      });
      const content: unknown = await answer.json();
      const version = answer.headers.get(HEADERS.version) ?? '';
      this.#passOn(version);
      return { status: answer.status, replica: name, version, body: content };
    } catch {
      if (hangUp.aborted) this.hung.push(`${method} ${recordId} on ${name}`);
      return { status: 0, replica: name, version: '', body: null };
    }
  }

  /** The newest version that it has seen goes with its next requests. */
  #passOn(version: string): void {
    const [known, told] = [parseVersion(this.#version), parseVersion(version)];
    if (told === null) return;
    if (known === null || known.epoch !== told.epoch || told.seq > known.seq) this.#version = version;
  }
}
