import { Access, allScopes, type TokenGrant } from './access.ts';
import { Activity } from './activity.ts';
import { ApiPipeline } from './api-pipeline.ts';
import { composeBases } from './compose-base.ts';
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
import type { Handler } from './wire/api-call.ts';
import { hiddenOrMissing } from './wire/api-failure.ts';

/** The one place where the parts meet. */
export function composeSimulator(options: SimulatorOptions, closing: AbortSignal) {
  const clock = new SimulatorClock(options.now ?? Date.now);
  const random = new SeededRandom(options.seed ?? 'orders');
  const switches = readSwitches(options);
  const { base, others, orders, fieldId } = composeBases(options, { clock, random, switches });
  const bases = [base, ...others];
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
  const access = new Access(
    [ownGrant(options, token), ...(options.otherTokens ?? [])],
    bases.map(({ id }) => id),
  );
  const quota = new Quota(clock, switches);
  // The limit is one a base, whoever calls.
  const quotas = new Map(others.map(({ id }) => [id, new Quota(clock, switches)]));
  const stats = new SimulatorStats(options.onWrite);
  const lists = new FrozenLists(clock, random.fork('iterators'), switches);
  const schema = new SchemaTrouble(base, orders, people.actor(), random.fork('schema'));
  const faults = new FaultBoard(random.fork('faults'), schema);
  const pipeline = new ApiPipeline({
    access,
    quotaOf: (baseId) => quotas.get(baseId) ?? quota,
    stats,
    faults,
    lists,
    handlers: createHandlers({ bases, lists, clock, random, switches, closing }),
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
  const parts = { base, orders, access, people, quota, stats, lists, faults, clock, switches, activity };
  return { ...parts, token, pipeline, control: createControlListener(new ControlDesk(parts)) };
}

interface HandlerParts {
  readonly bases: readonly Base[];
  readonly lists: FrozenLists;
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly switches: Readonly<SimulatorSwitches>;
  readonly closing: AbortSignal;
}

function createHandlers({ bases, lists, clock, random, switches, closing }: HandlerParts) {
  const findBase = (id: string): Base => {
    const found = bases.find((base) => base.id === id);
    if (found === undefined) throw hiddenOrMissing();
    return found;
  };
  return {
    ...createRecordHandlers({ findBase, lists, clock, random: random.fork('choices'), switches }),
    ...createMetadataHandlers(bases, findBase),
    ...createWebhookHandlers({ bases, clock, random, closing }),
  };
}

/** Hooks belong to a base, so each base answers for its own. */
function createWebhookHandlers({
  bases,
  clock,
  random,
  closing,
}: Pick<HandlerParts, 'bases' | 'clock' | 'random' | 'closing'>) {
  const handlers = new Map(
    bases.map((base, index) => {
      const pings = new PingSender(base.id, clock, closing);
      const fork = random.fork(index === 0 ? 'webhooks' : `webhooks of ${base.id}`);
      return [base.id, new Webhooks({ base, clock, random: fork, pings }).handlers()] as const;
    }),
  );
  type Name = keyof ReturnType<Webhooks['handlers']>;
  const dispatch =
    (name: Name): Handler =>
    (call) => {
      const own = handlers.get(call.parameters['base'] ?? '');
      if (own === undefined) throw hiddenOrMissing();
      return own[name](call);
    };
  return {
    createWebhook: dispatch('createWebhook'),
    listWebhooks: dispatch('listWebhooks'),
    deleteWebhook: dispatch('deleteWebhook'),
    refreshWebhook: dispatch('refreshWebhook'),
    enableNotifications: dispatch('enableNotifications'),
    listPayloads: dispatch('listPayloads'),
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
