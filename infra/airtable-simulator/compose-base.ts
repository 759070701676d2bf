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
import { defaultBaseId, defaultTableId, type SimulatorOptions } from './simulator-options.ts';
import type { SimulatorSwitches } from './simulator-switches.ts';
import { Base } from './table/base.ts';
import type { Table } from './table/table.ts';

export interface ComposedBase {
  readonly base: Base;
  readonly orders: Table;
  readonly fieldId: (key: OrdersFieldKey) => string;
}

/** The sample base with its rows, as it is before the first call. */
export function composeBase(
  options: SimulatorOptions,
  clock: SimulatorClock,
  random: SeededRandom,
  switches: Readonly<SimulatorSwitches>,
): ComposedBase {
  const fieldIds = options.fieldIds ?? {};
  const orders = createOrdersTable({
    tableId: options.tableId ?? defaultTableId,
    tableName: options.tableName ?? tableName,
    fieldNames: options.fieldNames ?? {},
    fieldIds,
    statuses: options.statuses ?? defaultStatuses,
    priorities: options.priorities ?? defaultPriorities,
    extraFields: options.extraFields ?? [],
  });
  const idOf = (key: OrdersFieldKey) => fieldId({ fieldIds }, key);
  fill(options, orders, idOf, clock.now(), random);
  const warehouses = createWarehousesTable();
  const docks = [3, 8, 2].map((count, index) => ({
    fields: { Name: `Warehouse ${'ABC'[index]}`, Docks: count },
  }));
  fillRows(warehouses, docks, clock.now(), random.fork('warehouses'));
  const base = new Base({
    id: options.baseId ?? defaultBaseId,
    name: baseName,
    tables: [orders, warehouses],
    clock,
    random: random.fork('new records'),
    switches,
  });
  return { base, orders, fieldId: idOf };
}

function fill(
  options: SimulatorOptions,
  orders: Table,
  idOf: (key: OrdersFieldKey) => string,
  nowMs: number,
  random: SeededRandom,
): void {
  if (options.rows !== undefined) {
    fillRows(orders, options.rows, nowMs, random.fork('rows'));
    return;
  }
  const seeded = seedOrders({ count: options.orders ?? 5000, nowMs, random: random.fork('orders') });
  fillOrdersTable(orders, seeded, idOf, random.fork('record ids'));
}
