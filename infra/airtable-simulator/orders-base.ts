import { namedId } from './airtable-id.ts';
import { choiceColor, type FieldDefinition, type SelectChoice } from './table/field-definition.ts';
import { Table } from './table/table.ts';

export const baseName = 'Northwind Supply';
export const tableName = 'Orders';

/** The names by which this code means a field, whatever the base calls it. */
export type OrdersFieldKey =
  | 'orderId'
  | 'customer'
  | 'status'
  | 'orderTotal'
  | 'createdAt'
  | 'updatedAt'
  | 'priority'
  | 'notes'
  | 'totalWithTax';

export interface OrdersTableOptions {
  readonly tableId: string;
  readonly tableName: string;
  readonly fieldNames: Readonly<Partial<Record<OrdersFieldKey, string>>>;
  readonly fieldIds: Readonly<Partial<Record<OrdersFieldKey, string>>>;
  readonly statuses: readonly string[];
  readonly priorities: readonly string[];
  /** Fields beside the usual ones, for tests that need another type. */
  readonly extraFields: readonly FieldDefinition[];
}

export const defaultStatuses: readonly string[] = [
  'Pending',
  'Processing',
  'Shipped',
  'Delivered',
  'Cancelled',
];
export const defaultPriorities: readonly string[] = ['Low', 'Medium', 'High'];

const defaultNames: Readonly<Record<OrdersFieldKey, string>> = {
  orderId: 'Order ID',
  customer: 'Customer',
  status: 'Status',
  orderTotal: 'Order Total',
  createdAt: 'Created At',
  updatedAt: 'Updated At',
  priority: 'Priority',
  notes: 'Notes',
  totalWithTax: 'Total with tax',
};

/** The table as its owner set it up: what the dashboard needs, and two fields that nobody asks for. */
export function createOrdersTable(options: OrdersTableOptions): Table {
  return new Table({
    id: options.tableId,
    name: options.tableName,
    fields: [...createFields(options), ...options.extraFields],
    views: [
      { id: namedId('viw', 'Grid view'), name: 'Grid view' },
      {
        id: namedId('viw', 'Open orders'),
        name: 'Open orders',
        formula: `OR({${fieldId(options, 'status')}}='Pending',{${fieldId(options, 'status')}}='Processing')`,
        sort: [{ fieldId: fieldId(options, 'createdAt'), descending: true }],
      },
    ],
  });
}

export function fieldId(options: Pick<OrdersTableOptions, 'fieldIds'>, key: OrdersFieldKey): string {
  return options.fieldIds[key] ?? namedId('fld', `orders/${key}`);
}

/** A second table, because reading a record finds it in any table of the base. */
export function createWarehousesTable(): Table {
  return new Table({
    id: namedId('tbl', 'Warehouses'),
    name: 'Warehouses',
    fields: [
      { id: namedId('fld', 'warehouses/name'), name: 'Name', type: 'singleLineText' },
      { id: namedId('fld', 'warehouses/docks'), name: 'Docks', type: 'number', precision: 0 },
    ],
    views: [{ id: namedId('viw', 'Warehouses'), name: 'Grid view' }],
  });
}

function createFields(options: OrdersTableOptions): FieldDefinition[] {
  const named = (key: OrdersFieldKey) => ({
    id: fieldId(options, key),
    name: options.fieldNames[key] ?? defaultNames[key],
  });
  const total = fieldId(options, 'orderTotal');
  return [
    { ...named('orderId'), type: 'singleLineText' },
    { ...named('customer'), type: 'singleLineText' },
    { ...named('status'), type: 'singleSelect', choices: createChoices('status', options.statuses) },
    { ...named('orderTotal'), type: 'currency', precision: 2, symbol: '$' },
    { ...named('createdAt'), type: 'dateTime' },
    { ...named('updatedAt'), type: 'lastModifiedTime' },
    { ...named('priority'), type: 'singleSelect', choices: createChoices('priority', options.priorities) },
    { ...named('notes'), type: 'multilineText' },
    {
      ...named('totalWithTax'),
      type: 'formula',
      formula: `IF({${total}},ROUND({${total}}*1.0825,2))`,
      precision: 2,
    },
  ];
}

function createChoices(field: string, names: readonly string[]): SelectChoice[] {
  return names.map((name, index) => ({
    id: namedId('sel', `${field}/${name}`),
    name,
    color: choiceColor(index),
  }));
}
