import { namedId } from './airtable-id.ts';
import {
  baseName,
  createOrdersTable,
  createWarehousesTable,
  defaultPriorities,
  defaultStatuses,
  fieldId,
  type OrdersFieldKey,
  tableName,
} from './orders-base.ts';
import { fillOrdersTable } from './seed/fill-orders-table.ts';
import { fillRows } from './seed/fill-rows.ts';
import { seedOrders } from './seed/seed-orders.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import {
  defaultBaseId,
  defaultTableId,
  type NamedTable,
  type SimulatorOptions,
} from './simulator-options.ts';
import type { SimulatorSwitches } from './simulator-switches.ts';
import { Base } from './table/base.ts';
import { Table } from './table/table.ts';

export interface ComposedBases {
  /** The base that the settings of the simulator are about. */
  readonly base: Base;
  readonly others: readonly Base[];
  readonly orders: Table;
  readonly fieldId: (key: OrdersFieldKey) => string;
}

interface Surroundings {
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly switches: Readonly<SimulatorSwitches>;
}

/** The bases with their rows, as they are before the first call. */
export function composeBases(options: SimulatorOptions, surroundings: Surroundings): ComposedBases {
  const { clock, random, switches } = surroundings;
  const fieldIds = options.fieldIds ?? {};
  const idOf = (key: OrdersFieldKey) => fieldId({ fieldIds }, key);
  const orders = createMainTable(options);
  const others = (options.otherTables ?? []).map(createForeignTable);
  const warehouses = createWarehousesTable();
  const base = new Base({
    id: options.baseId ?? defaultBaseId,
    name: baseName,
    tables: [orders, warehouses, ...others.map(({ table }) => table)],
    ...{ clock, switches },
    random: random.fork('new records'),
  });
  // Linked tables first: a link is checked against the rows that there are.
  for (const { table, rows } of others) fillRows(table, rows, clock.now(), random.fork(table.id));
  fill(options, orders, idOf, clock.now(), random);
  const docks = [3, 8, 2].map((count, index) => ({
    fields: { Name: `Warehouse ${'ABC'[index]}`, Docks: count },
  }));
  fillRows(warehouses, docks, clock.now(), random.fork('warehouses'));
  return { base, others: composeOthers(options, surroundings), orders, fieldId: idOf };
}

function createMainTable(options: SimulatorOptions): Table {
  const place = { tableId: options.tableId ?? defaultTableId, tableName: options.tableName ?? tableName };
  if (options.table !== undefined) {
    return createForeignTable({ id: place.tableId, name: place.tableName, ...options.table }).table;
  }
  return createOrdersTable({
    ...place,
    fieldNames: options.fieldNames ?? {},
    fieldIds: options.fieldIds ?? {},
    statuses: options.statuses ?? defaultStatuses,
    priorities: options.priorities ?? defaultPriorities,
    extraFields: options.extraFields ?? [],
  });
}

function composeOthers(options: SimulatorOptions, { clock, random, switches }: Surroundings): Base[] {
  return (options.otherBases ?? []).map(({ id, name, tables }) => {
    const made = tables.map(createForeignTable);
    const own = { id, name, tables: made.map(({ table }) => table) };
    const base = new Base({ ...own, clock, switches, random: random.fork(`new records of ${id}`) });
    for (const { table, rows } of made) fillRows(table, rows, clock.now(), random.fork(table.id));
    return base;
  });
}

function createForeignTable(definition: NamedTable) {
  const { id, name, fields, rows = [] } = definition;
  const views = definition.views ?? [{ id: namedId('viw', `${id}/grid`), name: 'Grid view' }];
  return { table: new Table({ id, name, fields, views }), rows };
}

function fill(
  options: SimulatorOptions,
  orders: Table,
  idOf: (key: OrdersFieldKey) => string,
  nowMs: number,
  random: SeededRandom,
): void {
  const rows = options.rows ?? options.table?.rows ?? (options.table === undefined ? undefined : []);
  if (rows !== undefined) {
    fillRows(orders, rows, nowMs, random.fork('rows'));
    return;
  }
  const seeded = seedOrders({ count: options.orders ?? 5000, nowMs, random: random.fork('orders') });
  fillOrdersTable(orders, seeded, idOf, random.fork('record ids'));
}
