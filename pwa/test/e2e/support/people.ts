import type { Stack } from './start-stack.ts';

/** A record of the simulated base by its Order ID. @throws when there is none, or more than one */
export function recordOf(
  stack: Stack,
  orderId: string,
): { id: string; fields: Readonly<Record<string, unknown>> } {
  const found = stack.simulator.people.all().filter(({ fields }) => fields['Order ID'] === orderId);
  const [record] = found;
  if (record === undefined || found.length > 1)
    throw new Error(`${found.length} records have the Order ID ${orderId}`);
  return record;
}

/** Somebody else adds an order of now, which the newest-first table shows on top. */
export function addOrder(
  stack: Stack,
  orderId: string,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  const record = stack.simulator.people.create({
    'Order ID': orderId,
    Customer: 'Test & Sons',
    Status: 'Pending',
    Priority: 'Low',
    'Order Total': 12.5,
    'Created At': new Date().toISOString(),
    ...fields,
  });
  return record.id;
}

/** How often the server has written to a record, and what. */
export function writesTo(stack: Stack, recordId: string): Readonly<Record<string, unknown>>[] {
  return stack.simulator.stats.snapshot().recentWrites.flatMap(({ body }) => {
    const { records = [] } = body as { records?: { id: string; fields: Record<string, unknown> }[] };
    return records.filter(({ id }) => id === recordId).map(({ fields }) => fields);
  });
}
