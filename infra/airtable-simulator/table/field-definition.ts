/** A field as the base's owner set it up. Ids never change; names and options do. */
export type FieldDefinition =
  | TextField
  | SelectField
  | CurrencyField
  | NumberField
  | CheckboxField
  | DateTimeField
  | StampField
  | AutoNumberField
  | LinkField
  | LookupField
  | FormulaField;

interface FieldBase {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

interface TextField extends FieldBase {
  readonly type: 'singleLineText' | 'multilineText' | 'richText' | 'email' | 'phoneNumber';
}

export interface SelectField extends FieldBase {
  readonly type: 'singleSelect';
  readonly choices: readonly SelectChoice[];
}

export interface SelectChoice {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

interface CurrencyField extends FieldBase {
  readonly type: 'currency';
  readonly precision: number;
  readonly symbol: string;
}

interface NumberField extends FieldBase {
  readonly type: 'number' | 'percent';
  readonly precision: number;
}

interface CheckboxField extends FieldBase {
  readonly type: 'checkbox';
}

interface DateTimeField extends FieldBase {
  readonly type: 'dateTime';
}

interface StampField extends FieldBase {
  readonly type: 'createdTime' | 'lastModifiedTime';
}

interface AutoNumberField extends FieldBase {
  readonly type: 'autoNumber';
}

export interface FormulaField extends FieldBase {
  readonly type: 'formula';
  /** Refers to fields by id in braces, as the metadata endpoint shows it. */
  readonly formula: string;
  readonly precision: number;
  /** What metadata says that it comes to; a number where left out. */
  readonly resultType?: 'number' | 'singleLineText' | 'dateTime';
}

export interface LinkField extends FieldBase {
  readonly type: 'multipleRecordLinks';
  readonly linkedTableId: string;
}

export interface LookupField extends FieldBase {
  readonly type: 'multipleLookupValues';
  readonly linkFieldId: string;
  readonly lookedUpFieldId: string;
}

/**
 * What a cell holds: text, a number, a choice's id, epoch ms of a date, a tick, or the ids of linked records with commas
 * between them. Blank is absent.
 */
export type CellValue = string | number | boolean;

export type Cells = Record<string, CellValue>;

export function isComputed(field: FieldDefinition): boolean {
  return ['createdTime', 'lastModifiedTime', 'autoNumber', 'formula', 'multipleLookupValues'].includes(
    field.type,
  );
}

/** New choices take the light colours in turn. */
const choiceColors = ['blue', 'cyan', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'purple', 'gray'];

export function choiceColor(index: number): string {
  return `${choiceColors[index % choiceColors.length]}Light2`;
}
