import { Access, allScopes, type TokenGrant } from './access.ts';
import { Activity } from './activity.ts';
import { ApiPipeline } from './api-pipeline.ts';
import { composeBase } from './compose-base.ts';
import { ControlDesk } from './control/control-desk.ts';
import { createControlListener } from './control/control-listener.ts';
import { FaultBoard } from './faults/fault-board.ts';
import { SchemaTrouble } from './faults/schema-trouble.ts';
import { createMetadataHandlers } from './metadata-handlers.ts';
import { colleagues, tokenOwner } from './people.ts';
import { Quota } from './quota.ts';
import { FrozenLists } from './records/frozen-lists.ts';
import { createRecordHandlers } from './records/record-handlers.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatorClock } from './simulator-clock.ts';
import { defaultToken, readSwitches, type SimulatorOptions } from './simulator-options.ts';
import { SimulatorStats } from './simulator-stats.ts';
import type { SimulatorSwitches } from './simulator-switches.ts';
import type { Base } from './table/base.ts';
import { CellReader } from './table/cell-reader.ts';
import { PeopleEdits } from './table/people-edits.ts';
import type { Table } from './table/table.ts';
import { PingSender } from './webhooks/ping-sender.ts';
import { Webhooks } from './webhooks/webhook-handlers.ts';
import { hiddenOrMissing } from './wire/api-failure.ts';

/** The one place where the parts meet. */
export function composeSimulator(options: SimulatorOptions, closing: AbortSignal) {
  const clock = new SimulatorClock(options.now ?? Date.now);
  const random = new SeededRandom(options.seed ?? 'orders');
  const switches = readSwitches(options);
  const { base, orders, fieldId } = composeBase(options, clock, random, switches);
  const reader = new CellReader(orders);
  const people = new PeopleEdits({
    base,
    table: orders,
    reader,
    random: random.fork('people'),
    people: colleagues,
    now: () => clock.now(),
  });
  const token = options.token ?? defaultToken;
  const access = new Access([ownGrant(options, token), ...(options.otherTokens ?? [])], [base.id]);
  const quota = new Quota(clock, switches);
  const stats = new SimulatorStats(options.onWrite);
  const lists = new FrozenLists(clock, random.fork('iterators'), switches);
  const schema = new SchemaTrouble(base, orders, people.actor(), random.fork('schema'));
  const faults = new FaultBoard(random.fork('faults'), schema);
  const pipeline = new ApiPipeline({
    access,
    quota,
    stats,
    faults,
    lists,
    handlers: createHandlers({ base, lists, clock, random, switches, closing }),
    clock,
    random: random.fork('latency'),
    switches,
    keysOfField: (nameOrId) => keysOfField(orders, nameOrId),
    closing,
  });
  const activity = new Activity({
    table: orders,
    people,
    fieldId,
    clock,
    random: random.fork('activity'),
    pauseMs: options.activityPauseMs ?? 4000,
  });
  const parts = { base, orders, people, quota, stats, lists, faults, clock, switches, activity };
  return { ...parts, token, pipeline, control: createControlListener(new ControlDesk(parts)) };
}

interface HandlerParts {
  readonly base: Base;
  readonly lists: FrozenLists;
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly switches: Readonly<SimulatorSwitches>;
  readonly closing: AbortSignal;
}

function createHandlers({ base, lists, clock, random, switches, closing }: HandlerParts) {
  const findBase = (id: string): Base => {
    if (id !== base.id) throw hiddenOrMissing();
    return base;
  };
  const pings = new PingSender(base.id, clock, closing);
  const webhooks = new Webhooks({ base, clock, random: random.fork('webhooks'), pings });
  return {
    ...createRecordHandlers({ findBase, lists, clock, random: random.fork('choices'), switches }),
    ...createMetadataHandlers([base], findBase),
    ...webhooks.handlers(),
  };
}

/** Name and id of a field, whichever of the two is given. */
function keysOfField(table: Table, nameOrId: string): string[] {
  const field = table.field(nameOrId);
  return field === undefined ? [nameOrId] : [field.id, field.name];
}

function ownGrant(options: SimulatorOptions, token: string): TokenGrant {
  const permissionLevel = options.permissionLevel ?? tokenOwner.permissionLevel;
  return { token, scopes: options.scopes ?? allScopes, person: { ...tokenOwner, permissionLevel } };
}
