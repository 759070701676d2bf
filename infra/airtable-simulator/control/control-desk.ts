import type { Activity } from '../activity.ts';
import type { FaultBoard } from '../faults/fault-board.ts';
import { UnknownTroubleField } from '../faults/schema-trouble.ts';
import type { Quota } from '../quota.ts';
import type { FrozenLists } from '../records/frozen-lists.ts';
import type { SimulatorClock } from '../simulator-clock.ts';
import type { SimulatorStats } from '../simulator-stats.ts';
import type { SimulatorSwitches } from '../simulator-switches.ts';
import type { Base } from '../table/base.ts';
import type { PeopleEdits } from '../table/people-edits.ts';
import type { Table } from '../table/table.ts';
import { ApiFailure } from '../wire/api-failure.ts';
import type { ControlCommand, PeopleCommand } from './read-command.ts';

export interface ControlDeskOptions {
  readonly base: Base;
  readonly orders: Table;
  readonly people: PeopleEdits;
  readonly stats: SimulatorStats;
  readonly faults: FaultBoard;
  readonly quota: Quota;
  readonly lists: FrozenLists;
  readonly clock: SimulatorClock;
  readonly switches: SimulatorSwitches;
  readonly activity: Activity;
}

/** Everything that can be seen and switched while the simulator runs. */
export class ControlDesk {
  readonly #parts: ControlDeskOptions;
  readonly #startSwitches: Readonly<SimulatorSwitches>;

  constructor(parts: ControlDeskOptions) {
    this.#parts = parts;
    this.#startSwitches = { ...parts.switches };
  }

  state(): object {
    const { base, orders, quota, faults, switches, stats, activity, clock } = this.#parts;
    const { lockedUntilMs, callsThisMonth } = quota;
    return {
      now: new Date(clock.now()).toISOString(),
      base: { id: base.id, tableId: orders.id, tableName: orders.name, records: orders.size },
      activity: activity.isOn ? 'on' : 'off',
      quota: {
        lockedUntil: lockedUntilMs > clock.now() ? new Date(lockedUntilMs).toISOString() : null,
        callsThisMonth,
      },
      switches,
      faults: faults.active(),
      stats: stats.snapshot(),
    };
  }

  /** Returns ids of added faults and records, or what could not be done; what came before it is done. */
  run(command: ControlCommand): { addedFaults: number[]; records: string[]; problems: string[] } {
    const { faults, quota, lists, clock, switches, activity } = this.#parts;
    const done = { addedFaults: [] as number[], records: [] as string[], problems: [] as string[] };
    if (command.reset) this.#reset();
    Object.assign(switches, command.switches);
    if (command.clearFaults) faults.clear();
    for (const id of command.removeFaults) faults.remove(id);
    if (command.activity === 'on') activity.start();
    if (command.activity === 'off') activity.stop();
    clock.advance(command.advanceMs);
    if (command.expireOffsets) lists.expireAll();
    if (command.lockOut) quota.lockOut();
    try {
      for (const fault of command.addFaults) done.addedFaults.push(faults.add(fault));
      for (let step = 0; step < command.steps; step += 1) done.records.push(activity.step() ?? '');
      done.records.push(...this.#work(command.people));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      done.problems.push(error.message);
    }
    return done;
  }

  #work(command: PeopleCommand): string[] {
    const { people } = this.#parts;
    const created = command.create.map((fields) => people.create(fields).id);
    const updated = command.update.map(({ id, fields }) => people.update(id, fields).id);
    people.delete(...command.delete);
    return [...created, ...updated, ...command.delete];
  }

  /** As after the start, save for what happened to the rows. */
  #reset(): void {
    const { faults, quota, stats, switches } = this.#parts;
    faults.clear();
    quota.reset();
    stats.reset();
    Object.assign(switches, this.#startSwitches);
  }
}

function isRefusal(error: unknown): error is Error {
  return error instanceof UnknownTroubleField || error instanceof ApiFailure || error instanceof RangeError;
}
