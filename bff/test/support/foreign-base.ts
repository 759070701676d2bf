import type {
  InitialRow,
  NamedTable,
  SimulatorOptions,
} from '@orders/infra/airtable-simulator/simulator-options.ts';

const id = (prefix: string, name: string) => `${prefix}${name.padEnd(14, '0')}`;

export const FIELD = {
  number: id('fld', 'Nummer'),
  customer: id('fld', 'Kunde'),
  customerName: id('fld', 'Kundenname'),
  status: id('fld', 'Zustand'),
  amount: id('fld', 'Summe'),
  arrived: id('fld', 'Eingang'),
  changed: id('fld', 'Geaendert'),
  urgency: id('fld', 'Dringlichkeit'),
  note: id('fld', 'Notiz'),
} as const;

const choice = (name: string, color: string) => ({ id: id('sel', name.replace(/\W/g, '')), name, color });

export const STATUSES = ['Neu', 'In Arbeit', 'Versandt', 'Storniert'];
export const COLORS = ['blueLight2', 'yellowBright', 'greenDark1', 'grayLight2'];
export const URGENCIES = ['dringend', 'normal'];

/** A workshop that keeps its orders its own way: German names, linked customers, a sum that is computed. */
export const CUSTOMERS: NamedTable = {
  id: id('tbl', 'Kunden'),
  name: 'Kunden',
  fields: [
    { id: id('fld', 'KundenName'), name: 'Firma', type: 'singleLineText' },
    { id: id('fld', 'KundenOrt'), name: 'Ort', type: 'singleLineText' },
  ],
  rows: ['Müller & Söhne', 'Café Zentral', 'Werft Nord'].map((name, index) => ({
    id: customerId(index),
    fields: { Firma: name, Ort: 'Kiel' },
  })),
};

export function customerId(index: number): string {
  return id('rec', `Kunde${index}`);
}

export const FIELDS: NamedTable['fields'] = [
  { id: FIELD.number, name: 'Auftragsnummer', type: 'autoNumber' },
  { id: FIELD.customer, name: 'Kunde', type: 'multipleRecordLinks', linkedTableId: CUSTOMERS.id },
  {
    id: FIELD.customerName,
    name: 'Firma (aus Kunde)',
    type: 'multipleLookupValues',
    linkFieldId: FIELD.customer,
    lookedUpFieldId: CUSTOMERS.fields[0]?.id ?? '',
  },
  {
    id: FIELD.status,
    name: 'Bearbeitungsstand',
    type: 'singleSelect',
    choices: STATUSES.map((name, index) => choice(name, COLORS[index] ?? '')),
  },
  { id: id('fld', 'Netto'), name: 'Netto', type: 'number', precision: 2 },
  {
    id: FIELD.amount,
    name: 'Gesamtbetrag',
    type: 'formula',
    formula: `ROUND({${id('fld', 'Netto')}}*1.19,2)`,
    precision: 2,
  },
  { id: FIELD.arrived, name: 'Eingang', type: 'createdTime' },
  { id: FIELD.changed, name: 'Zuletzt geändert', type: 'lastModifiedTime' },
  {
    id: FIELD.urgency,
    name: 'Dringlichkeit',
    type: 'singleSelect',
    choices: URGENCIES.map((name) => choice(name, 'redLight2')),
  },
  { id: FIELD.note, name: 'Notiz', type: 'multilineText' },
];

export const VIEW = id('viw', 'Offene');

export function orderRecordId(index: number): string {
  return id('rec', `Auftrag${String(index).padStart(7, '0')}`);
}

export function orderRow(index: number, fields: Readonly<Record<string, unknown>> = {}): InitialRow {
  return {
    id: orderRecordId(index),
    createdTime: '2026-11-20T08:00:00.000Z',
    fields: {
      Kunde: [customerId(index % 3)],
      Bearbeitungsstand: STATUSES[index % 4],
      Netto: 100 + index,
      Dringlichkeit: URGENCIES[index % 2],
      ...fields,
    },
  };
}

/** A simulator whose base is somebody else's. */
export const FOREIGN: SimulatorOptions = {
  requestsPerSecond: 0,
  tableId: id('tbl', 'Auftraege'),
  tableName: 'Aufträge',
  table: {
    fields: FIELDS,
    views: [
      { id: id('viw', 'Alle'), name: 'Alle' },
      { id: VIEW, name: 'Offene', formula: `OR({${FIELD.status}}='Neu',{${FIELD.status}}='In Arbeit')` },
    ],
    rows: Array.from({ length: 12 }, (_, index) => orderRow(index)),
  },
  otherTables: [CUSTOMERS],
};

/** The settings that make sense of it. */
export const FOREIGN_SETTINGS = {
  AIRTABLE_FIELD_ORDER_ID: 'Auftragsnummer',
  AIRTABLE_FIELD_CUSTOMER: 'Kunde',
  AIRTABLE_FIELD_STATUS: 'Bearbeitungsstand',
  AIRTABLE_FIELD_ORDER_TOTAL: 'Gesamtbetrag',
  AIRTABLE_FIELD_CREATED_AT: 'Eingang',
  AIRTABLE_FIELD_UPDATED_AT: 'Zuletzt geändert',
  AIRTABLE_FIELD_PRIORITY: 'Dringlichkeit',
};
