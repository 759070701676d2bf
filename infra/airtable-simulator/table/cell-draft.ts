import { isIdOf, randomId } from '../airtable-id.ts';
import { parseIsoMs } from '../formula/formula-value.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { invalidCell, typedFailure, unknownField } from '../wire/api-failure.ts';
import {
  type CellValue,
  choiceColor,
  type FieldDefinition,
  isComputed,
  type LinkField,
  type SelectChoice,
  type SelectField,
} from './field-definition.ts';
import type { Table } from './table.ts';

export interface CellDraftOptions {
  readonly table: Table;
  readonly typecast: boolean;
  /** Making an option for an unknown value takes typecast and a creator's rights. */
  readonly mayAddChoices: boolean;
  readonly random: SeededRandom;
}

/** Checks incoming cells without changing anything, so that one bad record leaves all as it was. */
export class CellDraft {
  readonly #options: CellDraftOptions;
  readonly #newChoices = new Map<string, SelectChoice[]>();

  constructor(options: CellDraftOptions) {
    this.#options = options;
  }

  /** Cells by field id; `undefined` clears. Throws the refusal of the first bad cell. */
  read(fields: Readonly<Record<string, unknown>>): Map<string, CellValue | undefined> {
    const cells = new Map<string, CellValue | undefined>();
    for (const [nameOrId, value] of Object.entries(fields)) {
      const field = this.#options.table.field(nameOrId);
      if (field === undefined) throw unknownField(nameOrId);
      if (isComputed(field)) {
        throw invalidCell(`Field "${field.name}" cannot accept a value because the field is computed`);
      }
      cells.set(field.id, this.#readCell(field, value));
    }
    return cells;
  }

  /** Adds the options that typecast made; call once everything else is known to be fine. */
  commitChoices(): void {
    for (const [fieldId, choices] of this.#newChoices) this.#options.table.addChoices(fieldId, choices);
  }

  #readCell(field: FieldDefinition, value: unknown): CellValue | undefined {
    if (value === null) return undefined;
    switch (field.type) {
      case 'singleSelect':
        return this.#readChoice(field, value);
      case 'currency':
      case 'number':
      case 'percent':
        return this.#readNumber(field, value);
      case 'checkbox':
        return this.#readCheckbox(field, value);
      case 'dateTime':
        return this.#readDate(field, value);
      case 'multipleRecordLinks':
        return this.#readLinks(field, value);
      default:
        return this.#readText(field, value);
    }
  }

  #readText(field: FieldDefinition, value: unknown): string | undefined {
    const isCast = this.#options.typecast && (typeof value === 'number' || typeof value === 'boolean');
    const text = isCast ? String(value) : value;
    if (typeof text !== 'string') throw notAccepted(field);
    return text === '' ? undefined : text;
  }

  #readNumber(field: FieldDefinition, value: unknown): number | undefined {
    // The service keeps fifteen significant digits.
    if (typeof value === 'number') return Number(value.toPrecision(15));
    if (!this.#options.typecast || typeof value !== 'string') throw notAccepted(field);
    const text = value.replaceAll(/[\s,$€£]/g, '');
    if (text === '') return undefined;
    const number = Number(text);
    if (!Number.isFinite(number)) throw notParsed(field, value);
    return Number(number.toPrecision(15));
  }

  #readCheckbox(field: FieldDefinition, value: unknown): true | undefined {
    const isCastTrue = this.#options.typecast && ['true', '1', 'checked', 1].includes(value as string);
    if (value === true || isCastTrue) return true;
    if (value === false || this.#options.typecast) return undefined;
    throw notAccepted(field);
  }

  #readDate(field: FieldDefinition, value: unknown): number | undefined {
    if (value === '') return undefined;
    // Epoch milliseconds are taken too; 8.64e15 is the last moment a date can hold.
    if (typeof value === 'number' && Math.abs(value) <= 8.64e15) return value;
    if (typeof value !== 'string') throw notAccepted(field);
    const loose = this.#options.typecast ? Date.parse(value) : Number.NaN;
    const ms = parseIsoMs(value.trim()) ?? loose;
    if (Number.isNaN(ms)) throw notParsed(field, value);
    return ms;
  }

  #readLinks(field: LinkField, value: unknown): string | undefined {
    if (!Array.isArray(value)) throw notAccepted(field);
    const linked = this.#options.table.linkedTable(field.linkedTableId);
    for (const id of value) {
      if (typeof id !== 'string' || !isIdOf('rec', id)) throw notAccepted(field);
      if (linked?.row(id) === undefined) {
        throw typedFailure(422, 'ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist`);
      }
    }
    return value.length === 0 ? undefined : value.join(',');
  }

  #readChoice(field: SelectField, value: unknown): string | undefined {
    if (value === '') return undefined;
    const name = this.#options.typecast && typeof value === 'string' ? value.trim() : value;
    if (typeof name !== 'string') throw notAccepted(field);
    const drafted = this.#newChoices.get(field.id) ?? [];
    const known = [...field.choices, ...drafted].find((choice) => choice.name === name || choice.id === name);
    if (known !== undefined) return known.id;
    if (!this.#options.typecast || !this.#options.mayAddChoices) throw unknownChoice(name);
    const color = choiceColor(field.choices.length + drafted.length);
    const made = { id: randomId('sel', this.#options.random), name, color };
    this.#newChoices.set(field.id, [...drafted, made]);
    return made.id;
  }
}

const notAccepted = (field: FieldDefinition) =>
  invalidCell(`Field "${field.name}" cannot accept the provided value`);

const notParsed = (field: FieldDefinition, value: string) =>
  invalidCell(`Cannot parse value "${value}" for field ${field.name}`);

/** The doubled quotes are the service's own. */
const unknownChoice = (name: string) =>
  typedFailure(
    422,
    'INVALID_MULTIPLE_CHOICE_OPTIONS',
    `Insufficient permissions to create new select option ""${name}""`,
  );
