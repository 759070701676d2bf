import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Access } from './access.ts';
import type { Activity } from './activity.ts';
import { composeSimulator } from './compose-simulator.ts';
import type { FaultBoard } from './faults/fault-board.ts';
import type { Quota } from './quota.ts';
import type { FrozenLists } from './records/frozen-lists.ts';
import { createSimulatorServer } from './server.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import type { SimulatorOptions } from './simulator-options.ts';
import type { SimulatorStats } from './simulator-stats.ts';
import type { SimulatorSwitches } from './simulator-switches.ts';
import type { PeopleEdits } from './table/people-edits.ts';

export interface Simulator extends AsyncDisposable {
  /** Origin, without `/v0`. */
  readonly url: string;
  readonly token: string;
  readonly baseId: string;
  readonly tableId: string;
  readonly tableName: string;
  /** The table as other people see and change it, past the API. */
  readonly people: PeopleEdits;
  readonly stats: SimulatorStats;
  readonly faults: FaultBoard;
  readonly quota: Quota;
  /** Who may do what. */
  readonly access: Access;
  readonly lists: FrozenLists;
  readonly clock: SimulatorClock;
  readonly activity: Activity;
  /** Changes take effect with the next request. */
  readonly switches: SimulatorSwitches;
}

/** Starts a simulated Airtable on its own port; rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const closing = new AbortController();
  const parts = composeSimulator(options, closing.signal);
  const server = createSimulatorServer(parts);
  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  if (options.activity === true) parts.activity.start();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    token: parts.token,
    baseId: parts.base.id,
    tableId: parts.orders.id,
    tableName: parts.orders.name,
    people: parts.people,
    stats: parts.stats,
    faults: parts.faults,
    quota: parts.quota,
    access: parts.access,
    lists: parts.lists,
    clock: parts.clock,
    activity: parts.activity,
    switches: parts.switches,
    async [Symbol.asyncDispose]() {
      parts.activity.stop();
      closing.abort();
      await close(server);
    },
  };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
