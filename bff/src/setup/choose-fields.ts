import { ORDER_FIELDS, type OrderField } from '../airtable/field-mapping.ts';
import { isWritable, suits } from '../airtable/field-types.ts';
import { type FieldMetadata, findField, type TableMetadata } from '../airtable/table-metadata.ts';
import { SetupStopped } from './choose.ts';
import { type Proposals, proposeMapping } from './propose-mapping.ts';
import type { Questions } from './questions.ts';

/** The field of the table for each field of an order; `null` = it has none. */
export type ChosenFields = Readonly<Record<OrderField, FieldMetadata | null>>;

export interface ChooseFieldsOptions {
  readonly table: TableMetadata;
  readonly given: Readonly<Partial<Record<OrderField, string>>>;
  /** Takes the proposals without asking. */
  readonly isSettled: boolean;
  readonly questions: Questions;
  say(text: string): void;
}

/** Proposes a field for each field of an order and lets a person change that. @throws SetupStopped */
export async function chooseFields(options: ChooseFieldsOptions): Promise<ChosenFields> {
  const { table, given, isSettled, questions, say } = options;
  const proposals = proposeMapping(table);
  const chosen: Record<OrderField, FieldMetadata | null> = withGiven(table, proposals, given);
  say(`\n${describe(chosen, proposals, given)}\n`);
  while (!isSettled && questions.isInteractive) {
    const answer = await questions.ask('Right? Enter, or what to change as status=Name (or =none): ');
    if (answer === null || answer === '') break;
    const [name = '', ...rest] = answer.split('=');
    const field = ORDER_FIELDS.find((known) => known.toLowerCase() === name.trim().toLowerCase());
    if (field === undefined || rest.length === 0) {
      say(`Say one of ${ORDER_FIELDS.join(', ')}, then = and the name of a field.\n`);
      continue;
    }
    try {
      chosen[field] = fieldCalled(table, field, rest.join('=').trim());
      say(`\n${describe(chosen, proposals, { ...given, [field]: '' })}\n`);
    } catch (error) {
      if (!(error instanceof SetupStopped)) throw error;
      say(`${error.message}\n`);
    }
  }
  if (chosen.status === null && chosen.orderTotal === null) {
    throw new SetupStopped(
      `In "${table.name}" nothing looks like a status or an amount: choose another table, or say which fields they are with --field status=… and --field orderTotal=….`,
    );
  }
  return chosen;
}

function withGiven(
  table: TableMetadata,
  proposals: Proposals,
  given: Readonly<Partial<Record<OrderField, string>>>,
): Record<OrderField, FieldMetadata | null> {
  const explicit = ORDER_FIELDS.flatMap((field) => {
    const text = given[field];
    return text === undefined ? [] : [[field, fieldCalled(table, field, text)] as const];
  });
  const taken = new Set(explicit.map(([, metadata]) => metadata?.id));
  const proposed = ORDER_FIELDS.map((field) => {
    const metadata = proposals[field]?.metadata ?? null;
    return [field, metadata !== null && taken.has(metadata.id) ? null : metadata] as const;
  });
  return Object.fromEntries([...proposed, ...explicit]) as Record<OrderField, FieldMetadata | null>;
}

function fieldCalled(table: TableMetadata, field: OrderField, text: string): FieldMetadata | null {
  if (text === 'none') return null;
  const found = findField(table, text);
  if (found === null) {
    const names = table.fields.slice(0, 60).map(({ name }) => `"${name}"`);
    throw new SetupStopped(
      `"${table.name}" has no field "${text}". It has ${names.join(', ')}${table.fields.length > 60 ? ', …' : ''}.`,
    );
  }
  if (suits(field, found)) return found;
  throw new SetupStopped(`"${found.name}" is of the type ${found.type}, which cannot be read as ${field}.`);
}

const WHAT_IS_OFF: Readonly<Record<OrderField, string>> = {
  orderId: 'orders go by their record id',
  customer: 'no customers are shown',
  status: 'no statuses are shown or edited',
  orderTotal: 'no amounts and no revenue',
  createdAt: 'when Airtable created the record is taken',
  updatedAt: 'it is not shown when an order was changed',
  priority: 'no priorities are shown or edited',
};

function describe(
  chosen: ChosenFields,
  proposals: Proposals,
  given: Readonly<Partial<Record<OrderField, string>>>,
): string {
  const rows = ORDER_FIELDS.map((field) => {
    const metadata = chosen[field];
    if (metadata === null) return `  ${field.padEnd(11)} none: ${WHAT_IS_OFF[field]}`;
    const because = given[field] === undefined ? `, by its ${proposals[field]?.because ?? 'name'}` : '';
    const isEditable = field === 'status' || field === 'priority';
    const note = isEditable && !isWritable(metadata) ? '; it is computed, so it can only be read' : '';
    return `  ${field.padEnd(11)} "${metadata.name}" (${metadata.type}${because})${note}`;
  });
  return ['Fields of an order, and what they are in the table:', ...rows].join('\n');
}
