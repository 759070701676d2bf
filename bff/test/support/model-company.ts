import type { RequestBudget } from '../../src/application/ports.ts';
import { createMemoryRequestBudget } from '../../src/memory/memory-request-budget.ts';
import { CopyingClient } from './copying-client.ts';
import { createEngineParts } from './engine-parts.ts';
import { FakeClock, nextTurn } from './fake-clock.ts';
import { ModelBase } from './model-base.ts';
import { ModelOrderSource } from './model-order-source.ts';
import { createRecordedLog } from './recorded-log.ts';
import type { SeededRandom } from './seeded-random.ts';
import { CallMeter, TimedNetwork, type Weather } from './timed-network.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PRESENCE_MS = 5 * MINUTE;
/** A read that began while somebody was there may go on for so long after that. */
const READ_MS = 2 * MINUTE;
const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'];
const PEOPLE = 4;

/** One run of the server: killed, it never comes back, and the next one knows nothing of it. */
interface Run {
  readonly parts: ReturnType<typeof createEngineParts>;
  readonly source: ModelOrderSource;
  readonly network: TimedNetwork;
  readonly budget: RequestBudget;
  readonly end: AbortController;
  /** Status that an answer said a record has, while none of our edits of it is under way. */
  readonly acknowledged: Map<string, string>;
  readonly editing: Map<string, number>;
  lastSeq: number;
}

/**
 * Days of a company: people who come and go, look, edit and sync, others who work in Airtable itself, a network with
 * its bad hours, and a server that is killed now and then. What must hold is checked whenever the server's data
 * changes.
 */
export class ModelCompany {
  readonly clock: FakeClock;
  readonly base: ModelBase;
  readonly meter = new CallMeter();
  readonly broken: string[] = [];
  readonly counts = { steps: 0, commits: 0, edits: 0, acknowledged: 0, kills: 0, outages: 0, resets: 0 };
  readonly #random: SeededRandom;
  readonly #weather: Weather = { isDown: false };
  readonly #attempts = new Map<string, number>();
  #run: Run;
  #checked: unknown = null;
  #lastSeen = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.clock = new FakeClock({
      settle: async () => {
        await nextTurn();
        this.counts.steps++;
        this.#checkWhatChanged();
      },
    });
    const skewMs = random.pick([0, -5 * MINUTE, 5 * MINUTE]);
    this.base = new ModelBase({ random, clock: this.clock, count: 14, skewMs });
    this.#run = this.#start();
    void this.#othersWork();
    void this.#storms();
    void this.#weatherChanges();
    void this.#killings();
    for (let person = 0; person < PEOPLE; person++) void this.#personWorks();
    for (const pageSize of [2, 5, 100]) void this.#clientFollows(new CopyingClient(pageSize));
  }

  /** Everything that must hold at any time and did not. */
  get violations(): string[] {
    return [...this.broken, ...this.meter.mistakes, ...this.#run.source.mistakes, ...this.#doubledEdits()];
  }

  #start(): Run {
    const { clock } = this;
    const log = createRecordedLog();
    const budget = createMemoryRequestBudget({ requestsPerSecond: 5, monthlyCalls: 0, clock, log });
    const [random, weather, meter] = [this.#random, this.#weather, this.meter];
    const network = new TimedNetwork({ budget, clock, random, weather, meter });
    const source = new ModelOrderSource(this.base, network);
    const epoch = `run${this.counts.kills}`;
    const parts = createEngineParts({ clock, source, log, epoch, random: () => random.next() });
    const end = new AbortController();
    void parts.refresher.run(end.signal);
    return {
      ...{ parts, source, network, budget, end, lastSeq: 0 },
      acknowledged: new Map(),
      editing: new Map(),
    };
  }

  async #othersWork(): Promise<never> {
    for (;;) {
      await this.#pause(this.#isOfficeHour() ? MINUTE : 20 * MINUTE);
      this.base.disturb();
    }
  }

  /** Now and then everybody works on the same few orders at once. */
  async #storms(): Promise<never> {
    for (;;) {
      await this.#pause(8 * HOUR);
      const until = this.clock.now() + MINUTE;
      while (this.clock.now() < until) {
        await this.#pause(500);
        this.#comeIn();
        const roll = this.#random.next();
        if (roll < 0.3) this.#edit(3);
        else if (roll < 0.5) void this.#run.parts.refresher.sync('changes').catch(() => {});
        else this.base.disturb(3);
      }
    }
  }

  async #weatherChanges(): Promise<never> {
    for (;;) {
      await this.#pause(6 * HOUR);
      this.#weather.isDown = true;
      this.counts.outages++;
      await this.#pause(10 * MINUTE);
      this.#weather.isDown = false;
    }
  }

  /** A killed process takes a moment to come again, in which Airtable forgets its last calls. */
  async #killings(): Promise<never> {
    for (;;) {
      await this.#pause(8 * HOUR);
      this.#run.end.abort();
      this.#run.network.cut();
      this.broken.push(...this.#run.source.mistakes);
      this.counts.kills++;
      await this.clock.sleep(2_000);
      this.#run = this.#start();
    }
  }

  async #personWorks(): Promise<never> {
    for (;;) {
      await this.#pause(this.#isOfficeHour() ? 2 * MINUTE : 3 * HOUR);
      this.#comeIn();
      const { refresher } = this.#run.parts;
      if (refresher.freshness()?.state !== 'fresh') refresher.refreshBehind();
      const roll = this.#random.next();
      if (roll < 0.4) this.#edit();
      else if (roll < 0.45)
        void refresher.sync(this.#random.chance(0.3) ? 'full' : 'changes').catch(() => {});
    }
  }

  #comeIn(): void {
    this.#run.parts.presence.touch();
    this.#lastSeen = this.clock.now();
  }

  /** Edits one of all orders, or of the first few. */
  #edit(among = Number.POSITIVE_INFINITY): void {
    const run = this.#run;
    const { keeper, editor } = run.parts;
    const ids = Array.from(keeper.table?.rows() ?? [], ({ recordId }) => recordId).sort();
    if (ids.length === 0) return;
    const recordId = this.#random.pick(ids.slice(0, among));
    const status = this.#random.pick(STATUSES);
    this.counts.edits++;
    run.acknowledged.delete(recordId);
    count(run.editing, recordId, 1);
    count(this.#attempts, `${recordId} ${status}`, 1);
    const target = { text: recordId, isRecordId: true };
    const precondition = this.#random.chance(0.5) ? () => true : null;
    editor
      .edit({ target, patch: { status }, precondition })
      .then(
        (outcome) => outcome.kind === 'edited',
        () => false,
      )
      .then((isAnswered) => {
        if (count(run.editing, recordId, -1) > 0 || run !== this.#run) return;
        if (isAnswered) run.acknowledged.set(recordId, status);
        if (isAnswered) this.counts.acknowledged++;
        this.#checked = null;
      });
  }

  async #clientFollows(client: CopyingClient): Promise<never> {
    for (;;) {
      await this.#pause(3 * MINUTE);
      // Some stop in the middle and go on with whatever there is by then.
      while (client.step(this.#run.parts.keeper)) {
        if (this.#random.chance(0.1)) await this.#pause(MINUTE);
      }
      const { keeper } = this.#run.parts;
      const different = client.step(keeper) ? [] : client.differences(keeper);
      if (keeper.table !== null && different.length > 0) this.#fail(`a copy differs in ${different}`);
      this.counts.resets += client.resets;
      client.resets = 0;
    }
  }

  #checkWhatChanged(): void {
    const { keeper } = this.#run.parts;
    const { table, confirmation } = keeper;
    if (table === null || confirmation === null) return;
    const state = `${table.version.epoch} ${table.version.seq} ${confirmation.asOf} ${confirmation.fullReadAt}`;
    this.#checkNobodyIsAskedAtNight();
    if (state === this.#checked) return;
    this.#checked = state;
    this.counts.commits++;
    if (table.version.seq < this.#run.lastSeq) this.#fail('a version went back');
    this.#run.lastSeq = table.version.seq;
    this.#checkAcknowledged();
    this.#checkAge(confirmation);
  }

  /** A write that was answered shows, as long as the record is there and nobody of ours edits it again. */
  #checkAcknowledged(): void {
    const { acknowledged, parts } = this.#run;
    for (const [recordId, status] of acknowledged) {
      const shown = parts.keeper.table?.row(recordId)?.order.status;
      if (this.base.rows.has(recordId) && shown !== status) this.#fail(`${recordId} lost ${status}`);
    }
  }

  /**
   * Nothing that is shown was over before the moment as of which it is said to be: of records that are there since
   * the last read of any kind, of those that are gone since the last full one.
   */
  #checkAge({ asOf, fullReadAt }: { asOf: number; fullReadAt: number }): void {
    const { parts, editing } = this.#run;
    for (const recordId of this.base.everyId()) {
      if ((editing.get(recordId) ?? 0) > 0 || parts.writer.isDoubtful(recordId)) continue;
      const shown = parts.keeper.table?.row(recordId)?.order;
      const isThere = this.base.rows.has(recordId);
      const until = isThere
        ? this.base.wasSoUntil(recordId, shown)
        : shown === undefined
          ? Number.POSITIVE_INFINITY
          : this.base.goneSince(recordId);
      if (until < (isThere ? asOf : fullReadAt)) this.#fail(`${recordId} is shown as it was before`);
    }
  }

  #checkNobodyIsAskedAtNight(): void {
    const idleMs = this.clock.now() - this.#lastSeen;
    const { isReading } = this.#run.parts.refresher;
    if (isReading && idleMs > PRESENCE_MS + READ_MS && !this.#weather.isDown) this.#fail('read for nobody');
  }

  #doubledEdits(): string[] {
    const times = new Map<string, number>();
    for (const { recordId, value } of this.base.applied) count(times, `${recordId} ${value}`, 1);
    return [...times]
      .filter(([key, applied]) => applied > (this.#attempts.get(key) ?? 0))
      .map(([key]) => `${key} was written twice`);
  }

  #fail(what: string): void {
    if (this.broken.length < 20) this.broken.push(`${new Date(this.clock.now()).toISOString()} ${what}`);
  }

  /** Nine to five, Monday to Friday. */
  #isOfficeHour(): boolean {
    const now = new Date(this.clock.now());
    return now.getUTCHours() >= 9 && now.getUTCHours() < 17 && now.getUTCDay() % 6 !== 0;
  }

  /** As long as one waits for something that happens every `meanMs` on average. */
  #pause(meanMs: number): Promise<void> {
    return this.clock.sleep(1 - meanMs * Math.log(1 - this.#random.next()));
  }
}

function count(counts: Map<string, number>, key: string, change: number): number {
  const next = (counts.get(key) ?? 0) + change;
  counts.set(key, next);
  return next;
}
