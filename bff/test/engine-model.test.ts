import { createReportingCalendar, summarize } from '@orders/contract';
import { expect, test } from 'vitest';
import { hasSameFields } from '../src/domain/order-etag.ts';
import { CopyingClient } from './support/copying-client.ts';
import { createEngineParts } from './support/engine-parts.ts';
import { FakeClock, nextTurn } from './support/fake-clock.ts';
import { HandNetwork } from './support/hand-network.ts';
import { ModelBase } from './support/model-base.ts';
import { ModelOrderSource } from './support/model-order-source.ts';
import { createRecordedLog } from './support/recorded-log.ts';
import { SeededRandom } from './support/seeded-random.ts';

const EPISODES = Number(process.env['MODEL_EPISODES'] ?? 40);
const STEPS_PER_EPISODE = 40;
const SEEDS = Number(process.env['MODEL_SEEDS'] ?? 12);
const FIRST_SEED = Number(process.env['MODEL_SEED'] ?? 1);
const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'];

for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
  test(`the engine keeps its promises in a random history (seed ${seed})`, () => runHistory(seed));
}

/** Interleaves edits, outside changes, reads, failures and time at random, checking what must hold after every step. */
async function runHistory(seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  const model = createModel(random);
  const client = new CopyingClient(3);
  for (let episode = 0; episode < EPISODES; episode++) {
    for (let step = 0; step < STEPS_PER_EPISODE; step++) {
      await takeStep(random, model);
      await settle();
      checkVersion(model);
      checkAcknowledged(model);
      if (random.chance(0.2)) client.follow(model.keeper);
    }
    await comeToRest(model);
    checkNothingIsOld(model);
  }
  await drain(model, model.refresher.sync('full'));
  checkTableIsSource(model);
  client.follow(model.keeper);
  expect(client.differences(model.keeper)).toEqual([]);
  checkFigures(model);
  checkNoEditTwice(model);
  expect(model.source.mistakes).toEqual([]);
}

type Model = ReturnType<typeof createModel>;

function createModel(random: SeededRandom) {
  const clock = new FakeClock();
  const base = new ModelBase({ random, clock, count: 12 });
  const network = new HandNetwork(random);
  const source = new ModelOrderSource(base, network);
  const { keeper, refresher, editor } = createEngineParts({
    ...{ clock, source, log: createRecordedLog(), random: () => random.next() },
    ...{ ttlMs: 60_000, intervalMs: 0, settleMs: 60_000 },
  });
  return {
    ...{
      clock,
      base,
      network,
      source,
      keeper,
      refresher,
      editor,
      lastSeq: 0,
      open: new Set<Promise<unknown>>(),
    },
    /** Newest acknowledged value of each record's status that nobody of ours has edited since. */
    acknowledged: new Map<string, string>(),
    editing: new Map<string, number>(),
    attempts: new Map<string, number>(),
  };
}

async function takeStep(random: SeededRandom, model: Model): Promise<void> {
  const { base, network, clock, refresher } = model;
  const roll = random.next();
  if (network.waiting > 0 && roll < 0.55) network.proceed(true);
  else if (roll < 0.65) base.disturb();
  else if (roll < 0.8) startEdit(random, model);
  else if (roll < 0.86) track(model, refresher.sync(random.chance(0.3) ? 'full' : 'changes'));
  else if (roll < 0.92) refresher.refreshBehind();
  else await clock.advance(random.below(20_000));
}

function startEdit(random: SeededRandom, model: Model): void {
  const rows = [...(model.keeper.table?.rows() ?? [])];
  if (rows.length === 0) return;
  const { recordId } = random.pick(rows);
  const status = random.pick(STATUSES);
  model.acknowledged.delete(recordId);
  model.editing.set(recordId, (model.editing.get(recordId) ?? 0) + 1);
  model.attempts.set(`${recordId} ${status}`, (model.attempts.get(`${recordId} ${status}`) ?? 0) + 1);
  const target = { text: recordId, isRecordId: true };
  const edit = model.editor.edit({ target, patch: { status }, precondition: null }).then(
    (outcome) => {
      const left = finishEdit(model, recordId);
      if (outcome.kind === 'edited' && left === 0) model.acknowledged.set(recordId, status);
    },
    () => finishEdit(model, recordId),
  );
  track(model, edit);
}

function finishEdit({ editing }: Model, recordId: string): number {
  const left = (editing.get(recordId) ?? 1) - 1;
  editing.set(recordId, left);
  return left;
}

function track(model: Model, work: Promise<unknown>): void {
  const tracked = work.catch(() => {}).finally(() => model.open.delete(tracked));
  model.open.add(tracked);
}

/** Lets all that is under way end, and then one look for changes go without trouble. */
async function comeToRest(model: Model): Promise<void> {
  await drain(model);
  await model.clock.advance(10_000);
  await drain(model, model.refresher.sync('changes'));
}

async function drain(model: Model, work: Promise<unknown> = Promise.resolve()): Promise<void> {
  const { network, open } = model;
  track(model, work);
  for (let turn = 0; turn < 10_000 && (open.size > 0 || network.waiting > 0); turn++) {
    if (network.waiting > 0) network.proceed(false);
    // What is waited for is then only time.
    else await model.clock.advance(500);
    await settle();
  }
  expect(open.size).toBe(0);
}

async function settle(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

function checkVersion(model: Model): void {
  const seq = model.keeper.table?.version.seq ?? 0;
  expect(seq).toBeGreaterThanOrEqual(model.lastSeq);
  model.lastSeq = seq;
}

/** A write that was answered shows, as long as the record is there and nobody of ours edits it again. */
function checkAcknowledged({ acknowledged, keeper, base }: Model): void {
  for (const [recordId, status] of acknowledged) {
    if (!base.rows.has(recordId)) continue;
    expect(keeper.table?.row(recordId)?.order.status, `${recordId} was answered`).toBe(status);
  }
}

/** After one look for changes only removals may be unknown; no record shows an older state than it has. */
function checkNothingIsOld({ keeper, base }: Model): void {
  for (const { order } of keeper.table?.rows() ?? []) {
    const row = base.rows.get(order.recordId);
    if (row !== undefined) expect(order, `${order.recordId} after a look`).toMatchObject(row);
  }
}

function checkTableIsSource({ keeper, base }: Model): void {
  const shown = Array.from(keeper.table?.rows() ?? [], ({ order }) => order);
  const different = shown.filter((order) => {
    const row = base.rows.get(order.recordId);
    return row === undefined || !hasSameFields(row, order);
  });
  expect(different).toEqual([]);
  expect(shown.length).toBe(base.rows.size);
}

function checkFigures({ keeper, clock }: Model): void {
  const table = keeper.table;
  const orders = Array.from(table?.rows() ?? [], ({ order }) => order);
  expect(table?.tally.summary(clock.now())).toEqual(
    summarize(orders, createReportingCalendar('UTC'), clock.now()),
  );
}

function checkNoEditTwice({ base, attempts }: Model): void {
  const times = new Map<string, number>();
  for (const { recordId, value } of base.applied) {
    const key = `${recordId} ${value}`;
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  for (const [key, count] of times) expect(count, key).toBeLessThanOrEqual(attempts.get(key) ?? 0);
}
