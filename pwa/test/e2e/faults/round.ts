import { decideConflicts } from './decide-conflicts.ts';
import { editIn } from './device.ts';
import { EDITED_FIELDS, type EditedField, type History, type MadeEdit } from './history.ts';
import { judge, type Violation } from './oracle.ts';
import { planSteps, type Step, type StepWeights } from './plan.ts';
import type { Weather } from './request-faults.ts';
import { settle } from './settle.ts';
import { type Tab, within } from './tab.ts';
import type { World } from './world.ts';

export interface RoundOptions {
  readonly name: string;
  readonly steps: number;
  readonly weights: StepWeights;
  readonly weather: Weather;
  /** Longest rest between two steps. */
  readonly restMs: number;
  /** Whether all tabs are opened anew at the end. */
  readonly reopens: boolean;
  /** Looked at before each step: whether the rest of the plan can be left out. */
  isEnough?(history: History): boolean;
}

const MINUTES = 60_000;
const STEP_LIMIT_MS = 60_000;
const OPENING_LIMIT_MS = 3_000;

/** Opens the tabs, has people edit while everything fails, lets it come to rest, and judges. */
export async function playRound(world: World, options: RoundOptions): Promise<Violation[]> {
  const { device, proxy, random } = world;
  world.beginRound(options.name);
  const path = `/?q=SIM-${options.name}-`;
  await device.closeTabs();
  await device.open(path, world.labels);
  proxy.setWeather(options.weather);
  const round = new Round(world, path);
  const count = { count: options.steps, tabs: device.tabs.length };
  const plan = planSteps(random.fork(`plan ${options.name}`), { ...count, ...options });
  for (const [index, step] of plan.entries()) {
    if (options.isEnough?.(world.history)) break;
    await round.endStates(index);
    await round.play(step, index);
    await new Promise((resolve) => setTimeout(resolve, step.restMs));
  }
  await round.endStates(Number.POSITIVE_INFINITY);
  await settle(world, { path, reopens: options.reopens });
  return judge(world.history);
}

function stepsOf({ kind, lasts }: Step): number {
  return kind === 'long freeze' ? 10 * lasts : lasts;
}

/** Carries the steps of a plan out. */
class Round {
  readonly #world: World;
  readonly #path: string;
  /** What ends by itself, and at which step. */
  #ends: { readonly kind: string; readonly at: number; end(): Promise<void> }[] = [];
  readonly #opening = new Set<Promise<void>>();

  constructor(world: World, path: string) {
    this.#world = world;
    this.#path = path;
  }

  async play(step: Step, index: number): Promise<void> {
    this.#reopen();
    const played = this.#withoutFail(step.kind, async () => this.#play(step, index));
    // A page that dies in the right moment leaves questions unanswered for ever.
    const isOver = await within(
      STEP_LIMIT_MS,
      played.then(() => true),
    );
    if (isOver === undefined) this.#world.note('step given up', { ...step });
  }

  /** A tab may die under any step, and does not take the others along. */
  async #withoutFail(what: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (failure) {
      this.#world.note('step failed', { step: what, text: String(failure) });
    }
  }

  async #play(step: Step, index: number): Promise<void> {
    const { world, tab } = { world: this.#world, tab: this.#world.device.tabs[step.tab] };
    const { device, proxy, random, stack } = world;
    const later = (end: () => Promise<void>) =>
      this.#ends.push({ kind: step.kind, at: index + stepsOf(step), end });
    const isOn = (kind: string) => this.#ends.some((state) => state.kind === kind);
    if (tab === undefined) return;
    const isUsable = tab.state === 'open';
    const fault = () => world.count(step.kind, { tab: tab.name });
    switch (step.kind) {
      case 'edit':
        return this.#edit(await this.#openTab(tab), 1 + random.integer(3));
      case 'colleague':
        return this.#changeAsColleague();
      case 'airtable':
        return this.#troubleAirtable();
      case 'decide':
        return decideConflicts(world);
      case 'wake':
        return device.wake();
      case 'sleep':
        fault();
        await device.moveClock(10 * MINUTES);
        return device.wake();
      case 'clock back':
        fault();
        return device.moveClock(-24 * 60 * MINUTES);
      case 'stop workers':
        fault();
        return device.stopWorkers();
      case 'cut streams':
        fault();
        return proxy.cutStreams();
      case 'crash':
        if (!isUsable) return;
        fault();
        return tab.crash();
      case 'close':
        if (!isUsable) return;
        fault();
        return tab.close();
      case 'update':
        if (!isUsable || !world.deployOther()) return;
        fault();
        return tab.update(world.labels);
      case 'leave':
        if (!isUsable) return;
        fault();
        await tab.leave();
        later(async () => world.note('back', { tab: tab.name, how: await tab.comeBack(world.labels) }));
        return;
      case 'freeze':
      case 'long freeze':
        if (!isUsable) return;
        fault();
        await tab.freeze();
        later(() => tab.thaw());
        return;
      case 'offline':
        if (isOn(step.kind)) return;
        fault();
        await device.setOffline(true);
        later(() => device.setOffline(false));
        return;
      case 'disk full':
        if (isOn(step.kind)) return;
        fault();
        await device.setDiskFull(true);
        later(() => device.setDiskFull(false));
        return;
      case 'server killed':
        if (isOn(step.kind)) return;
        fault();
        world.serverLife += 1;
        await stack.killServer();
        later(() => this.#startServer());
    }
  }

  /** Ends the states whose time is over by this step. */
  async endStates(index: number): Promise<void> {
    const over = this.#ends.filter(({ at }) => at <= index);
    this.#ends = this.#ends.filter(({ at }) => at > index);
    for (const { kind, end } of over) {
      await within(STEP_LIMIT_MS, this.#withoutFail(`end of ${kind}`, end));
    }
    if (index === Number.POSITIVE_INFINITY) await Promise.all(this.#opening);
  }

  /** That tab, or another one where it is not open just now. Without network and copy none may open for a while. */
  async #openTab(wanted: Tab): Promise<Tab> {
    const { tabs } = this.#world.device;
    const isOpen = ({ state }: Tab) => state === 'open';
    if (!tabs.some(isOpen)) await within(OPENING_LIMIT_MS, Promise.race(this.#opening));
    return isOpen(wanted) ? wanted : (tabs.find(isOpen) ?? wanted);
  }

  #reopen(): void {
    for (const tab of this.#world.device.tabs) {
      if (tab.state !== 'gone') continue;
      const opening: Promise<void> = tab
        .open(this.#path, this.#world.labels)
        .catch((failure: unknown) => this.#world.note('not opened', { tab: tab.name, text: String(failure) }))
        .finally(() => this.#opening.delete(opening));
      this.#opening.add(opening);
    }
  }

  /** A server that starts while Airtable fails has nothing to serve, so that trouble ends first. */
  async #startServer(): Promise<void> {
    this.#world.stack.simulator.faults.clear();
    await this.#world.stack.startServer();
  }

  /** A few edits at once, each in another cell. */
  async #edit(tab: Tab, count: number): Promise<void> {
    if (tab.state !== 'open') return;
    const { random, orders } = this.#world;
    const cells = new Map<string, { label: string; edit: MadeEdit }>();
    for (let index = 0; index < count; index += 1) {
      const order = random.pick(orders);
      const field = random.pick(EDITED_FIELDS);
      const { recordId, label } = order;
      if (cells.has(`${label} ${field}`) || this.#isInFlight(tab, label, field)) continue;
      const value = this.#world.freshValue(order, field);
      if (value === null) continue;
      const id = this.#world.newEditId();
      const open = { endedAt: null, outcome: 'unknown' as const };
      const edit = { id, tab: tab.name, recordId, label, field, value, madeAt: this.#world.now(), ...open };
      cells.set(`${label} ${field}`, { label, edit });
    }
    await Promise.all([...cells.values()].map(({ edit }) => this.#make(tab, edit)));
  }

  /** Whether what becomes of an earlier edit there is still to be seen: its outcome could be taken for another's. */
  #isInFlight(tab: Tab, label: string, field: EditedField): boolean {
    return this.#world.history.edits.some(
      (edit) =>
        edit.tab === tab.name && edit.label === label && edit.field === field && edit.endedAt === null,
    );
  }

  async #make(tab: Tab, edit: MadeEdit): Promise<void> {
    const world = this.#world;
    world.history.edits.push(edit);
    const { id, label, field, value } = edit;
    const begin = await editIn(tab, { id, label, field, value });
    world.note('edit', { id, tab: tab.name, label, field, value, begin });
    // Nothing was begun. (A page that did not answer may have begun it all the same.)
    if (begin === 'no such row' || begin === 'not offered') edit.endedAt = world.now();
    if (begin === 'shown too early') world.history.early.push(edit);
  }

  #changeAsColleague(): void {
    const { random, orders, stack } = this.#world;
    const order = random.pick(orders);
    const field = random.pick(EDITED_FIELDS);
    const value = this.#world.freshValue(order, field);
    if (value === null) return;
    this.#world.count('colleague', { label: order.label, field, value });
    stack.simulator.people.update(order.recordId, { [field]: value });
  }

  #troubleAirtable(): void {
    const { random, stack } = this.#world;
    const when = random.pick(['before', 'after'] as const);
    const aim = { count: 1, when, ...(random.chance(0.6) ? { method: 'PATCH' } : {}) };
    const kind = random.pick(['drop', 'error', 'hang'] as const);
    this.#world.count(`airtable ${kind}`, aim);
    const fault =
      kind === 'error' ? { kind, status: random.pick([500, 502, 503]), ...aim } : { kind, ...aim };
    stack.simulator.faults.add(fault);
  }
}
