import { EDITABLE_FIELDS } from '@orders/contract';
import type { CallOptions, Clock, Log, SourceFields, SourceNotice } from '../application/ports.ts';
import { SourceRefused } from '../domain/failures.ts';
import {
  type FieldMapping,
  isFieldId,
  mappedFields,
  ORDER_FIELDS,
  type OrderField,
} from './field-mapping.ts';
import { isWritable, suits } from './field-types.ts';
import { defaultFieldMapping } from './order-mapping.ts';
import { type FieldMetadata, findField, type TableMetadata } from './table-metadata.ts';

/** How cells are asked for and found again in an answer, at one moment. */
export interface ResolvedFields {
  /** Names or ids, as the answers have them. */
  readonly mapping: FieldMapping;
  /** What the settings call them, for people. */
  readonly labels: FieldMapping;
  /** Whether answers have to be keyed by ids: a rename then changes nothing. */
  readonly areIds: boolean;
}

/**
 * The fields of an order in a table that others may change. They go by the names of the settings; once metadata tells
 * that one is called otherwise, all go by their ids, and a renamed field is read and written as before. A field that is gone is left out of every call,
 * so that the others are still served, and taken back when it is there again.
 */
export interface TableFields {
  current(): ResolvedFields;
  /** Whether metadata is needed before anything can be asked: names and ids cannot be mixed in a call. */
  readonly needsMetadata: boolean;
  /** Takes over what metadata says of the table. */
  adopt(table: TableMetadata): void;
  /** Leaves out fields that Airtable says it does not have. Returns whether that changed anything. */
  leaveOut(keys: readonly string[]): boolean;
  /** Asks again for fields that only a refusal said are gone, once an hour. */
  retryLeftOut(): void;
  /** Names what is read; what was read under another one cannot be added to. `undefined` for the data model as it is. */
  signature(): string | undefined;
  missing(): readonly OrderField[];
  describe(): SourceFields;
  /** The settings' word for a field, for messages. */
  configured(field: OrderField): string | null;
}

export interface TableFieldsOptions {
  readonly mapping: FieldMapping;
  readonly view: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

const RETRY_MS = 3_600_000;

export function createTableFields(options: TableFieldsOptions): TableFields {
  return new KnownFields(options);
}

class KnownFields implements TableFields {
  readonly #options: TableFieldsOptions;
  readonly #wanted: readonly OrderField[];
  #known: ReadonlyMap<OrderField, FieldMetadata> = new Map();
  #hasMetadata = false;
  readonly #leftOut = new Set<OrderField>();
  #leftOutAt = 0;
  #notices: readonly SourceNotice[] = [];
  /** Grows when a field became another one under the same name. */
  #replacements = 0;

  constructor(options: TableFieldsOptions) {
    this.#options = options;
    this.#wanted = ORDER_FIELDS.filter((field) => options.mapping[field] !== null);
  }

  get needsMetadata(): boolean {
    const ids = this.#wanted.filter((field) => this.#isSetById(field)).length;
    return !this.#hasMetadata && ids > 0 && ids < this.#wanted.length;
  }

  current(): ResolvedFields {
    const keys = Object.fromEntries(ORDER_FIELDS.map((field) => [field, this.#keyOf(field)]));
    const labels = this.#options.mapping;
    return { mapping: keys as unknown as FieldMapping, labels, areIds: this.#areIds() };
  }

  adopt(table: TableMetadata): void {
    const known = this.#wanted.flatMap((field) => {
      const found = resolve(table, this.#known.get(field)?.id, this.configured(field) ?? '');
      return found === null ? [] : [[field, found] as const];
    });
    // A table without any of them is another table, or no answer to believe in.
    if (known.length === 0) return;
    for (const [field, { id }] of known) {
      if ((this.#known.get(field)?.id ?? id) !== id) this.#replacements += 1;
    }
    this.#known = new Map(known);
    this.#hasMetadata = true;
    this.#leftOut.clear();
    this.#tell(this.#wanted.flatMap((field) => this.#noticesOf(field)));
  }

  leaveOut(keys: readonly string[]): boolean {
    const present = this.#wanted.filter((field) => this.#keyOf(field) !== null);
    const gone = present.filter((field) => keys.includes(this.#keyOf(field) ?? ''));
    // A list of no fields at all would be one of all fields.
    if (gone.length === 0 || gone.length === present.length) return false;
    for (const field of gone) this.#leftOut.add(field);
    this.#leftOutAt = this.#options.clock.now();
    this.#tell([
      ...this.#notices.filter(({ field }) => !gone.some((each) => each === field)),
      ...gone.map((field) => noticeOfMissing(field, this.configured(field) ?? '')),
    ]);
    return true;
  }

  retryLeftOut(): void {
    const isTime = this.#options.clock.now() - this.#leftOutAt >= RETRY_MS;
    if (this.#leftOut.size === 0 || !isTime) return;
    this.#leftOut.clear();
    this.#tell([]);
  }

  signature(): string | undefined {
    const { mapping, view } = this.#options;
    const isPlain = ORDER_FIELDS.every((field) => mapping[field] === defaultFieldMapping[field]);
    const left = this.#wanted.filter((field) => this.#keyOf(field) === null);
    if (isPlain && view === null && left.length === 0 && this.#replacements === 0) return undefined;
    return JSON.stringify([ORDER_FIELDS.map((field) => mapping[field]), view, left, this.#replacements]);
  }

  describe(): SourceFields {
    return {
      missing: this.missing(),
      readOnly: EDITABLE_FIELDS.filter((field) => isReadOnly(this.#known.get(field))),
      notices: this.#notices,
      colors: {
        status: colorsOf(this.#known.get('status')),
        priority: colorsOf(this.#known.get('priority')),
      },
    };
  }

  missing(): readonly OrderField[] {
    return ORDER_FIELDS.filter((field) => this.#keyOf(field) === null);
  }

  configured(field: OrderField): string | null {
    return this.#options.mapping[field];
  }

  #isSetById(field: OrderField): boolean {
    return isFieldId(this.configured(field) ?? '');
  }

  #keyOf(field: OrderField): string | null {
    if (this.#leftOut.has(field)) return null;
    if (!this.#hasMetadata) return this.configured(field);
    const known = this.#known.get(field);
    if (known === undefined) return null;
    return this.#areIds() ? known.id : known.name;
  }

  /** Names as long as they are those of the settings: whoever looks into the traffic reads them. Else ids, which stay. */
  #areIds(): boolean {
    if (!this.#hasMetadata) return this.#wanted.every((field) => this.#isSetById(field));
    return [...this.#known].some(([field, { name }]) => name !== this.configured(field));
  }

  #noticesOf(field: OrderField): SourceNotice[] {
    const configured = this.configured(field) ?? '';
    const metadata = this.#known.get(field);
    if (metadata === undefined) return [noticeOfMissing(field, configured)];
    if (!this.#isSetById(field) && metadata.name !== configured) {
      const message = `"${configured}" is called "${metadata.name}" in Airtable now: set ${settingOf(field)}=${metadata.id}, or it is not found after a restart.`;
      return [{ field, kind: 'renamed', message }];
    }
    if (suits(field, metadata)) return [];
    const message = `"${metadata.name}" is of the type ${metadata.type}, which cannot be read as ${field}.`;
    return [{ field, kind: 'unsuitable', message }];
  }

  #tell(notices: readonly SourceNotice[]): void {
    const { log } = this.#options;
    for (const notice of notices) {
      const isNew = !this.#notices.some(({ message }) => message === notice.message);
      if (isNew) log.warn(notice, 'a field of the Airtable table is not as the settings say');
    }
    for (const { field, message } of this.#notices) {
      if (notices.some((notice) => notice.field === field)) continue;
      log.info({ field, message }, 'a field of the Airtable table is as the settings say again');
    }
    this.#notices = notices;
  }
}

/** Keeps names and ids apart that no call can hold together. @throws SourceRefused */
export async function expectUsable(
  fields: TableFields,
  learn: (options: CallOptions) => Promise<unknown>,
  callOptions: CallOptions,
): Promise<void> {
  if (!fields.needsMetadata) return;
  await learn(callOptions);
  if (!fields.needsMetadata) return;
  throw new SourceRefused(
    'field',
    'Some fields are set by name and some by id, which takes a token with the scope schema.bases:read: give it that, or all fields the same way.',
    { fields: mappedFields(fields.current().mapping) },
  );
}

/** The field that was taken before, under whatever name; else the one that the settings mean. */
function resolve(
  table: TableMetadata,
  knownId: string | undefined,
  configured: string,
): FieldMetadata | null {
  const same = knownId === undefined ? undefined : table.fields.find(({ id }) => id === knownId);
  return same ?? findField(table, configured);
}

function colorsOf(metadata: FieldMetadata | undefined): Record<string, string> {
  const choices = metadata?.options?.choices ?? [];
  return Object.fromEntries(
    choices.flatMap(({ name, color }) => (color === undefined ? [] : [[name, color]])),
  );
}

function isReadOnly(metadata: FieldMetadata | undefined): boolean {
  return metadata !== undefined && !isWritable(metadata);
}

function noticeOfMissing(field: OrderField, configured: string): SourceNotice {
  const effect =
    field === 'createdAt'
      ? 'when Airtable created the record is shown instead'
      : 'what needs it is switched off';
  const message = `The Airtable table has no field "${configured}": ${effect}. Bring it back, or set ${settingOf(field)} to another field or to none.`;
  return { field, kind: 'missing', message };
}

/** The setting that says which Airtable field a field of an order is. */
export function settingOf(field: OrderField): string {
  return `AIRTABLE_FIELD_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
