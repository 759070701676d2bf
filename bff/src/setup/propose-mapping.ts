import { ORDER_FIELDS, type OrderField } from '../airtable/field-mapping.ts';
import { isWritable, suits } from '../airtable/field-types.ts';
import type { FieldMetadata, TableMetadata } from '../airtable/table-metadata.ts';

/** A field of the table for a field of an order, and how sure that is. */
export interface Proposal {
  readonly metadata: FieldMetadata;
  /** By its name, by part of its name, or by its type alone. */
  readonly because: 'name' | 'similar name' | 'type';
}

export type Proposals = Readonly<Record<OrderField, Proposal | null>>;

/** What people call it, in the languages in which bases are met most; compared without marks, spaces and case. */
const NAMES: Readonly<Record<OrderField, readonly string[]>> = {
  orderId: [
    ...[
      'orderid',
      'order',
      'ordernumber',
      'orderno',
      'ordernr',
      'number',
      'reference',
      'ref',
      'id',
      'ponumber',
    ],
    ...['auftragsnummer', 'auftrag', 'bestellnummer', 'bestellung', 'nummer', 'nr', 'belegnummer'],
    ...['numerodecommande', 'commande', 'nocommande', 'reference', 'numerodepedido', 'pedido', 'ordernummer'],
  ],
  customer: [
    ...['customer', 'customername', 'client', 'clientname', 'account', 'company', 'buyer', 'contact', 'name'],
    ...[
      'kunde',
      'kundenname',
      'auftraggeber',
      'firma',
      'besteller',
      'client',
      'nomduclient',
      'cliente',
      'klant',
    ],
  ],
  status: [
    ...['status', 'orderstatus', 'state', 'stage', 'progress', 'fulfillment', 'fulfilment'],
    ...[
      'bearbeitungsstand',
      'auftragsstatus',
      'zustand',
      'stand',
      'phase',
      'statut',
      'etat',
      'estado',
      'etape',
    ],
  ],
  orderTotal: [
    ...[
      'ordertotal',
      'total',
      'amount',
      'totalamount',
      'grandtotal',
      'price',
      'totalprice',
      'value',
      'sum',
      'revenue',
    ],
    ...['gesamtbetrag', 'betrag', 'summe', 'gesamtsumme', 'preis', 'brutto', 'umsatz', 'auftragswert'],
    ...['montant', 'montanttotal', 'prix', 'importe', 'monto', 'precio', 'bedrag', 'totaal'],
  ],
  createdAt: [
    ...[
      'createdat',
      'created',
      'createdtime',
      'createdon',
      'creationdate',
      'orderdate',
      'date',
      'orderedat',
      'placed',
    ],
    ...[
      'eingang',
      'eingangsdatum',
      'erstellt',
      'erstelltam',
      'bestelldatum',
      'auftragsdatum',
      'datum',
      'angelegt',
    ],
    ...['creele', 'datedecommande', 'datecreation', 'fecha', 'fechadepedido', 'aangemaakt'],
  ],
  updatedAt: [
    ...[
      'updatedat',
      'updated',
      'lastmodified',
      'lastmodifiedtime',
      'modified',
      'modifiedat',
      'lastupdated',
      'lastchange',
    ],
    ...['zuletztgeandert', 'geandert', 'geandertam', 'aktualisiert', 'modifiele', 'actualizado', 'gewijzigd'],
  ],
  priority: [
    ...['priority', 'prio', 'urgency', 'importance', 'rush'],
    ...[
      'prioritat',
      'dringlichkeit',
      'wichtigkeit',
      'priorite',
      'urgence',
      'prioridad',
      'urgencia',
      'prioriteit',
    ],
  ],
};

/** A type that says by itself what the field is, and one that is better than others of the same name. */
const TELLING: Readonly<Partial<Record<OrderField, readonly string[]>>> = {
  createdAt: ['createdTime'],
  updatedAt: ['lastModifiedTime'],
  orderTotal: ['currency'],
};
const PREFERRED: Readonly<Partial<Record<OrderField, readonly string[]>>> = {
  ...TELLING,
  status: ['singleSelect'],
  priority: ['singleSelect'],
  orderId: ['autoNumber', 'singleLineText', 'formula'],
  customer: ['singleLineText', 'multipleLookupValues', 'multipleRecordLinks'],
};

const SCORES = { exact: 100, part: 50, type: 30, preferred: 5, primary: 4, early: 0.01 };

/** Proposes a field for each field of an order, each of them at most once, the surest first. */
export function proposeMapping(table: TableMetadata): Proposals {
  const candidates = ORDER_FIELDS.flatMap((field) =>
    table.fields.flatMap((metadata, place) => {
      const rated = rate(field, metadata, table);
      return rated === null ? [] : [{ field, metadata, ...rated, score: rated.score - place * SCORES.early }];
    }),
  ).sort((left, right) => right.score - left.score);
  const proposals: Record<OrderField, Proposal | null> = {
    ...{ orderId: null, customer: null, status: null, orderTotal: null },
    ...{ createdAt: null, updatedAt: null, priority: null },
  };
  const taken = new Set<string>();
  for (const { field, metadata, because } of candidates) {
    if (proposals[field] !== null || taken.has(metadata.id)) continue;
    proposals[field] = { metadata, because };
    taken.add(metadata.id);
  }
  return proposals;
}

function rate(
  field: OrderField,
  metadata: FieldMetadata,
  table: TableMetadata,
): { score: number; because: Proposal['because'] } | null {
  if (!suits(field, metadata)) return null;
  const isPreferred = PREFERRED[field]?.includes(metadata.type) === true;
  const isPrimary = field === 'orderId' && metadata.id === (table.primaryFieldId ?? table.fields[0]?.id);
  const extra = (isPreferred ? SCORES.preferred : 0) + (isPrimary ? SCORES.primary : 0);
  const name = plain(metadata.name);
  const place = NAMES[field].indexOf(name);
  // Of several names for the same thing the first of the list is the most usual.
  if (place !== -1) return { score: SCORES.exact + extra - place / 10, because: 'name' };
  const isPart = NAMES[field].some((word) => word.length >= 5 && name.includes(word));
  if (isPart && isSensible(field, metadata)) return { score: SCORES.part + extra, because: 'similar name' };
  if (TELLING[field]?.includes(metadata.type) === true)
    return { score: SCORES.type + extra, because: 'type' };
  return isPrimary ? { score: SCORES.type + extra, because: 'type' } : null;
}

/** "Status note" and the like hold the word and are something else. */
function isSensible(field: OrderField, metadata: FieldMetadata): boolean {
  if (field === 'status' || field === 'priority')
    return metadata.type === 'singleSelect' || !isWritable(metadata);
  return metadata.type !== 'multilineText' && metadata.type !== 'richText';
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
