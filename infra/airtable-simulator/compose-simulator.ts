import { Access, allScopes, type TokenGrant } from './access.ts';
import { ApiPipeline } from './api-pipeline.ts';
import { composeBase } from './compose-base.ts';
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
import type { Base } from './table/base.ts';
import { CellReader } from './table/cell-reader.ts';
import { PeopleEdits } from './table/people-edits.ts';
import { hiddenOrMissing } from './wire/api-failure.ts';

/** The one place where the parts meet. */
export function composeSimulator(options: SimulatorOptions, closing: AbortSignal) {
  const clock = new SimulatorClock(options.now ?? Date.now);
  const random = new SeededRandom(options.seed ?? 'orders');
  const switches = readSwitches(options);
  const { base, orders } = composeBase(options, clock, random, switches);
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
  const stats = new SimulatorStats();
  const lists = new FrozenLists(clock, random.fork('iterators'), switches);
  const schema = new SchemaTrouble(base, orders, people.actor(), random.fork('schema'));
  const faults = new FaultBoard(random.fork('faults'), schema);
  const findBase = (id: string): Base => {
    if (id !== base.id) throw hiddenOrMissing();
    return base;
  };
  const handlers = {
    ...createRecordHandlers({ findBase, lists, clock, random: random.fork('choices'), switches }),
    ...createMetadataHandlers([base], findBase),
  };
  const pipeline = new ApiPipeline({
    access,
    quota,
    stats,
    faults,
    lists,
    handlers,
    clock,
    random: random.fork('latency'),
    switches,
    keysOfField: (nameOrId) => {
      const field = orders.field(nameOrId);
      return field === undefined ? [nameOrId] : [field.id, field.name];
    },
    closing,
  });
  return { base, orders, token, people, quota, stats, lists, faults, clock, switches, pipeline };
}

function ownGrant(options: SimulatorOptions, token: string): TokenGrant {
  const permissionLevel = options.permissionLevel ?? tokenOwner.permissionLevel;
  return { token, scopes: options.scopes ?? allScopes, person: { ...tokenOwner, permissionLevel } };
}
