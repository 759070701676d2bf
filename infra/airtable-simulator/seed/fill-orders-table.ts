import { randomId } from '../airtable-id.ts';
import type { OrdersFieldKey } from '../orders-base.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Cells } from '../table/field-definition.ts';
import type { Table } from '../table/table.ts';
import type { SeededOrder } from './seed-orders.ts';

/** Puts sample orders into the table, under random ids and in the order in which they came in. */
export function fillOrdersTable(
  table: Table,
  orders: readonly SeededOrder[],
  fieldId: (key: OrdersFieldKey) => string,
  random: SeededRandom,
): void {
  const ids = {
    orderId: fieldId('orderId'),
    customer: fieldId('customer'),
    orderTotal: fieldId('orderTotal'),
    notes: fieldId('notes'),
  };
  const [createdAt, status, priority] = [fieldId('createdAt'), fieldId('status'), fieldId('priority')];
  const choiceOf = createChoiceLookup(table, status, priority);
  for (const order of orders) {
    const cells: Cells = { [createdAt]: order.createdAtMs };
    for (const [key, id] of Object.entries(ids) as [keyof typeof ids, string][]) {
      const value = order[key];
      if (value !== undefined) cells[id] = value;
    }
    setIfKnown(cells, status, choiceOf(status, order.status));
    setIfKnown(cells, priority, choiceOf(priority, order.priority));
    const createdMs = Math.floor(order.createdAtMs / 1000) * 1000;
    const modifiedMs = order.modifiedMs === null ? null : Math.max(createdMs, order.modifiedMs);
    const cellStamps = modifiedMs === null || modifiedMs === createdMs ? null : { [status]: modifiedMs };
    let id = randomId('rec', random);
    while (table.row(id) !== undefined) id = randomId('rec', random);
    table.insert({ id, createdMs, number: table.nextNumber(), modifiedMs, cells, cellStamps });
  }
}

function setIfKnown(cells: Cells, fieldId: string, value: string | undefined): void {
  if (value !== undefined) cells[fieldId] = value;
}

/** A value that the base no longer offers (its options were overridden) becomes the option at the same place. */
function createChoiceLookup(table: Table, ...fieldIds: string[]) {
  const lookup = new Map(
    fieldIds.map((fieldId) => {
      const field = table.field(fieldId);
      return [fieldId, field?.type === 'singleSelect' ? field.choices : []] as const;
    }),
  );
  return (fieldId: string, name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    const choices = lookup.get(fieldId) ?? [];
    const place = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'].indexOf(name);
    const rank = place === -1 ? ['Low', 'Medium', 'High'].indexOf(name) : place;
    return (choices.find((choice) => choice.name === name) ?? choices[rank % Math.max(1, choices.length)])
      ?.id;
  };
}
