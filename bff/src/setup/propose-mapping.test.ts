import { describe, expect, it } from 'vitest';
import { ORDER_FIELDS } from '../airtable/field-mapping.ts';
import type { TableMetadata } from '../airtable/table-metadata.ts';
import { proposeMapping } from './propose-mapping.ts';

/** A table with these fields, as `name: type`; the first is the primary one. */
function tableOf(fields: Readonly<Record<string, string>>): TableMetadata {
  const list = Object.entries(fields).map(([name, type], index) => ({ id: `fld${index}`, name, type }));
  return { id: 'tbl', name: 'Table', primaryFieldId: 'fld0', fields: list };
}

function proposed(fields: Readonly<Record<string, string>>) {
  const proposals = proposeMapping(tableOf(fields));
  return Object.fromEntries(ORDER_FIELDS.map((field) => [field, proposals[field]?.metadata.name ?? null]));
}

describe('proposeMapping', () => {
  it.each([
    [
      'the data model',
      {
        ...{ 'Order ID': 'singleLineText', Customer: 'singleLineText', Status: 'singleSelect' },
        ...{ 'Order Total': 'currency', 'Created At': 'dateTime', 'Updated At': 'lastModifiedTime' },
        Priority: 'singleSelect',
      },
      ['Order ID', 'Customer', 'Status', 'Order Total', 'Created At', 'Updated At', 'Priority'],
    ],
    [
      'a German base',
      {
        ...{ Auftragsnummer: 'autoNumber', Kunde: 'multipleRecordLinks', 'Status-Notiz': 'multilineText' },
        ...{ Auftragsstatus: 'singleSelect', 'Netto-Betrag': 'number', Gesamtbetrag: 'formula' },
        ...{ 'Zuletzt geändert': 'lastModifiedTime', Priorität: 'singleSelect', Eingang: 'createdTime' },
      },
      [
        ...['Auftragsnummer', 'Kunde', 'Auftragsstatus', 'Gesamtbetrag'],
        ...['Eingang', 'Zuletzt geändert', 'Priorität'],
      ],
    ],
    [
      'fields told by their type alone',
      {
        Key: 'singleLineText',
        'When it came': 'createdTime',
        Touched: 'lastModifiedTime',
        Costs: 'currency',
      },
      ['Key', null, null, 'Costs', 'When it came', 'Touched', null],
    ],
    ['a table of something else', { Photo: 'multipleAttachments', Done: 'checkbox' }, Array(7).fill(null)],
  ])('finds the fields of %s', (_, fields, expected) => {
    expect(Object.values(proposed(fields))).toEqual(expected);
  });

  it('gives each field away once, and none that cannot be read', () => {
    const names = proposed({ Order: 'singleLineText', Total: 'checkbox', Status: 'checkbox', Date: 'date' });
    expect(names).toMatchObject({ orderId: 'Order', orderTotal: null, status: null, createdAt: 'Date' });
    expect(proposed({ Name: 'singleLineText' })).toMatchObject({ customer: 'Name', orderId: null });
  });

  it('finds its way among five hundred fields', () => {
    const many = Object.fromEntries(Array.from({ length: 490 }, (_, index) => [`Extra ${index}`, 'number']));
    expect(
      proposed({ Ref: 'singleLineText', ...many, Amount: 'currency', State: 'singleSelect' }),
    ).toMatchObject({
      orderId: 'Ref',
      orderTotal: 'Amount',
      status: 'State',
      priority: null,
    });
  });
});
