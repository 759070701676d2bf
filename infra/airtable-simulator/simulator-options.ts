import { createHash } from 'node:crypto';
import type { TokenGrant } from './access.ts';
import type { OrdersFieldKey } from './orders-base.ts';
import type { WriteRecord } from './simulator-stats.ts';
import { defaultSwitches, type SimulatorSwitches } from './simulator-switches.ts';
import type { FieldDefinition } from './table/field-definition.ts';
import type { View } from './table/table.ts';

/** Everything has a default; see `simulator-switches.ts` for the rest of the names. */
export interface SimulatorOptions extends Partial<SimulatorSwitches> {
  readonly port?: number;
  readonly host?: string;
  readonly seed?: string;
  /** How many sample orders; 5,000 by default. */
  readonly orders?: number;
  /** Exactly these rows instead of sample orders. */
  readonly rows?: readonly InitialRow[];
  /** Whether other people go on working in the base; off by default here, on in the started program. */
  readonly activity?: boolean;
  /** Mean pause between two things that other people do. */
  readonly activityPauseMs?: number;
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: () => number;
  readonly token?: string;
  /** Scopes of that token; all of them by default. */
  readonly scopes?: readonly string[];
  readonly permissionLevel?: TokenGrant['person']['permissionLevel'];
  readonly otherTokens?: readonly TokenGrant[];
  readonly baseId?: string;
  readonly tableId?: string;
  readonly tableName?: string;
  readonly fieldNames?: Readonly<Partial<Record<OrdersFieldKey, string>>>;
  readonly fieldIds?: Readonly<Partial<Record<OrdersFieldKey, string>>>;
  readonly statuses?: readonly string[];
  readonly priorities?: readonly string[];
  readonly extraFields?: readonly FieldDefinition[];
  /** A table of somebody else's making in place of the sample table; goes with `tableId` and `tableName`. */
  readonly table?: ForeignTable;
  /** Tables beside it in its base. */
  readonly otherTables?: readonly NamedTable[];
  /** Bases beside it, each with its own quota. */
  readonly otherBases?: readonly ForeignBase[];
  /** Hears of each write through the API in the moment it is applied, whether or not its answer gets through. */
  readonly onWrite?: (write: WriteRecord) => void;
}

/** Fields of any kind, the first being the primary one. */
export interface ForeignTable {
  readonly fields: readonly FieldDefinition[];
  readonly views?: readonly View[];
  readonly rows?: readonly InitialRow[];
}

export interface NamedTable extends ForeignTable {
  readonly id: string;
  readonly name: string;
}

export interface ForeignBase {
  readonly id: string;
  readonly name: string;
  readonly tables: readonly NamedTable[];
}

/** A row as a test wants it; fields by name or id, as the API would take them, typecast. */
export interface InitialRow {
  readonly id?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** ISO times; the start of the simulator by default. */
  readonly createdTime?: string;
  /** `null`: never edited. */
  readonly lastModifiedTime?: string | null;
}

export const defaultBaseId = 'appOrdersSample00';
export const defaultTableId = 'tblOrdersSample00';

/** In the shape of a personal access token: an id, a dot and 64 hexadecimal digits. */
export const defaultToken: string = `patOrdersSample00.${createHash('sha256').update('orders sample base').digest('hex')}`;

export function readSwitches(options: SimulatorOptions): SimulatorSwitches {
  const switches: Record<string, unknown> = { ...defaultSwitches };
  for (const name of Object.keys(defaultSwitches)) {
    const value = options[name as keyof SimulatorSwitches];
    if (value !== undefined) switches[name] = value;
  }
  return switches as unknown as SimulatorSwitches;
}
