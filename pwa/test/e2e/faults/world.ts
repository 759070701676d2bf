import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeededRandom } from '@orders/infra/airtable-simulator/seeded-random.ts';
import type { WriteRecord } from '@orders/infra/airtable-simulator/simulator-stats.ts';
import type { Browser } from '@playwright/test';
import { type Stack, startStack } from '../support/start-stack.ts';
import { Device } from './device.ts';
import { FaultProxy } from './fault-proxy.ts';
import { EDITED_FIELDS, type EditedField, emptyHistory, type History, type Instant } from './history.ts';

export interface WorldOptions {
  readonly browser: Browser;
  readonly seed: string;
  readonly tabCount: number;
  /** Another build of the app than the server's own. */
  readonly appDirectory?: string;
  /** A build that is now and then put in place of that one, and back. */
  readonly otherBuild?: string;
}

/** One order that people edit, with values that nobody has used yet. */
export interface PlayedOrder {
  readonly recordId: string;
  readonly label: string;
  readonly used: Record<EditedField, number>;
}

/** How many values a cell may take in one round. */
const VALUES = 80;
const ORDERS = 8;
const cellValue = (field: EditedField, index: number) => `${field[0]}-${String(index).padStart(3, '0')}`;
const allValues = (field: EditedField) =>
  Array.from({ length: VALUES }, (_, index) => cellValue(field, index));

const JOURNALS = join(import.meta.dirname, '../../../../node_modules/.cache/faults');

/** A device in front of the whole product, on a network and an Airtable that fail as they are told. */
export class World implements AsyncDisposable {
  readonly random: SeededRandom;
  readonly counts = new Map<string, number>();
  readonly journalPath: string;
  history: History = emptyHistory();
  orders: readonly PlayedOrder[] = [];
  stack: Stack;
  proxy: FaultProxy;
  device: Device;
  serverLife = 0;
  readonly #builds: readonly (string | undefined)[];
  #instant: Instant = 0;
  #deployed = 0;
  #lastEdit = 0;
  #journal: Promise<void> = Promise.resolve();

  private constructor(
    { seed, appDirectory, otherBuild }: WorldOptions,
    parts: Pick<World, 'stack' | 'proxy' | 'device'>,
    random: SeededRandom,
  ) {
    this.random = random;
    this.#builds = otherBuild === undefined ? [] : [otherBuild, appDirectory];
    this.stack = parts.stack;
    this.proxy = parts.proxy;
    this.device = parts.device;
    mkdirSync(JOURNALS, { recursive: true });
    this.journalPath = join(JOURNALS, `${seed.replaceAll(/[^\w-]+/g, '-')}.jsonl`);
    writeFileSync(this.journalPath, '');
  }

  static async start(options: WorldOptions): Promise<World> {
    const random = new SeededRandom(options.seed);
    const { appDirectory, browser, tabCount } = options;
    // Each part tells the world, which is there before anything happens.
    const told: { world: World | null } = { world: null };
    const stack = await startStack({
      simulator: {
        rows: [{ fields: { 'Order ID': 'FIRST', Status: cellValue('Status', 0) } }],
        statuses: allValues('Status'),
        priorities: allValues('Priority'),
        onWrite: (write) => told.world?.noteWrite(write),
      },
      settings: {
        AIRTABLE_TIMEOUT_MS: '1500',
        AIRTABLE_MONTHLY_CALLS: '0',
        LOG_LEVEL: 'fatal',
        LOAD_SHEDDING: 'off',
      },
    });
    const proxy = new FaultProxy({
      upstream: stack.baseURL,
      random: random.fork('network'),
      ...(appDirectory === undefined ? {} : { appDirectory }),
      onAttempt: (attempt) => void told.world?.history.attempts.push(attempt),
      now: () => told.world?.now() ?? 0,
      serverLife: () => told.world?.serverLife ?? 0,
      onFault: (fault, about) => told.world?.count(fault, { about }),
    });
    const device = await Device.start({
      browser,
      origin: await proxy.start(),
      tabCount,
      onOutcome: (id, outcome) => told.world?.noteOutcome(id, outcome),
    });
    told.world = new World(options, { stack, proxy, device }, random);
    return told.world;
  }

  /** Puts the other build in place. @returns whether there is one */
  deployOther(): boolean {
    if (this.#builds.length === 0) return false;
    this.proxy.deploy(this.#builds[this.#deployed % 2]);
    this.#deployed += 1;
    return true;
  }

  now(): Instant {
    this.#instant += 1;
    return this.#instant;
  }

  /** One more fault of that kind. */
  count(kind: string, more: object = {}): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.note(kind, more);
  }

  get faultCount(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** A line in the journal. */
  note(what: string, more: object = {}): void {
    const line = `${JSON.stringify({ instant: this.#instant, at: Date.now(), what, ...more })}\n`;
    this.#journal = this.#journal.then(() => appendFile(this.journalPath, line));
  }

  /** New orders for a new round, and a history of their own. */
  beginRound(name: string): void {
    const { people } = this.stack.simulator;
    if (this.orders.length > 0) people.delete(...this.orders.map(({ recordId }) => recordId));
    this.history = emptyHistory();
    this.orders = Array.from({ length: ORDERS }, (_, index) => {
      const label = `SIM-${name}-${index}`;
      const { id: recordId } = people.create({
        'Order ID': label,
        Customer: 'Test & Sons',
        Status: cellValue('Status', 0),
        Priority: cellValue('Priority', 0),
        'Order Total': 12.5,
        'Created At': new Date().toISOString(),
      });
      return { recordId, label, used: { Status: 0, Priority: 0 } };
    });
  }

  get labels(): readonly string[] {
    return this.orders.map(({ label }) => label);
  }

  /** A value that this cell has never had; `null` = there is none left. */
  freshValue(order: PlayedOrder, field: EditedField): string | null {
    if (order.used[field] + 1 >= VALUES) return null;
    order.used[field] += 1;
    return cellValue(field, order.used[field]);
  }

  newEditId(): number {
    this.#lastEdit += 1;
    return this.#lastEdit;
  }

  noteOutcome(id: number, outcome: 'confirmed' | 'refused'): void {
    const edit = this.history.edits.find((made) => made.id === id);
    if (edit === undefined) return;
    edit.endedAt = this.now();
    edit.outcome = outcome;
    this.note(outcome, { id });
  }

  noteWrite({ body, parameters }: WriteRecord): void {
    const { records, fields } = body as {
      records?: { id: string; fields: Record<string, string | null> }[];
      fields?: Record<string, string | null>;
    };
    const written = records ?? [{ id: parameters['record'] ?? '', fields: fields ?? {} }];
    for (const record of written) {
      const at = this.now();
      for (const field of EDITED_FIELDS) {
        const value = record.fields[field];
        if (value === undefined) continue;
        this.history.writes.push({ at, recordId: record.id, field, value });
        this.note('written', { recordId: record.id, field, value });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.device[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
    await this.stack[Symbol.asyncDispose]();
    await this.#journal;
  }
}
