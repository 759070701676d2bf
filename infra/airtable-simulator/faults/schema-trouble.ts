import { randomId } from '../airtable-id.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Actor } from '../table/actor.ts';
import type { Base, RowUpdate } from '../table/base.ts';
import { choiceColor, type FieldDefinition, type SelectField } from '../table/field-definition.ts';
import type { Table } from '../table/table.ts';
import type { SchemaFault } from './fault.ts';

export class UnknownTroubleField extends Error {
  override readonly name = 'UnknownTroubleField';
}

/** Somebody changes the table's fields in the app while clients are at work. */
export class SchemaTrouble {
  readonly #base: Base;
  readonly #table: Table;
  readonly #actor: Actor;
  readonly #random: SeededRandom;

  constructor(base: Base, table: Table, actor: Actor, random: SeededRandom) {
    this.#base = base;
    this.#table = table;
    this.#actor = actor;
    this.#random = random;
  }

  /** Makes the change and returns what takes it back. Cells of a removed field come back with it. */
  begin(fault: SchemaFault): () => void {
    const field = this.#table.field(fault.field);
    if (field === undefined) throw new UnknownTroubleField(`field: the table has no ${fault.field}`);
    switch (fault.kind) {
      case 'removeField':
        return this.#remove(field);
      case 'renameField':
        return this.#rename(field, fault.to);
      case 'addOption':
        this.#addOption(field, fault.name, fault.rows ?? 0);
        return () => {};
    }
  }

  #remove(field: FieldDefinition): () => void {
    const index = this.#table.fields.indexOf(field);
    this.#edit(this.#table.fields.filter((known) => known.id !== field.id));
    return () => {
      if (this.#table.field(field.id) === undefined)
        this.#edit(this.#table.fields.toSpliced(index, 0, field));
    };
  }

  #rename(field: FieldDefinition, name: string): () => void {
    const give = (newName: string) =>
      this.#edit(
        this.#table.fields.map((known) => (known.id === field.id ? { ...known, name: newName } : known)),
      );
    give(name);
    return () => give(field.name);
  }

  #addOption(field: FieldDefinition, name: string, count: number): void {
    if (field.type !== 'singleSelect') throw new UnknownTroubleField(`field: ${field.name} has no options`);
    const choice = field.choices.find((known) => known.name === name) ?? {
      id: randomId('sel', this.#random),
      name,
      color: choiceColor(field.choices.length),
    };
    if (!field.choices.includes(choice)) {
      const widened: SelectField = { ...field, choices: [...field.choices, choice] };
      this.#edit(this.#table.fields.map((known) => (known.id === field.id ? widened : known)));
    }
    const ids = this.#table.sortedIds();
    const step = Math.max(1, Math.floor(ids.length / Math.max(1, count)));
    const updates: RowUpdate[] = ids
      .filter((_id, index) => index % step === 0)
      .slice(0, count)
      .map((id) => ({ id, changes: new Map([[field.id, choice.id]]) }));
    this.#base.edit(this.#actor, this.#table, { updates });
  }

  #edit(fields: readonly FieldDefinition[]): void {
    this.#base.editFields(this.#actor, this.#table, fields);
  }
}
