import * as z from 'zod';
import type { CallOptions, Clock } from '../application/ports.ts';
import { Failure } from '../domain/failures.ts';
import { abandonable } from './abandonable.ts';
import { failureOfNonsense } from './airtable-failures.ts';
import type { ReadCall } from './read-retries.ts';
import { type TableAddress, tablesPath } from './table-address.ts';

const fieldSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  options: z
    .object({
      choices: z
        .array(z.object({ id: z.string(), name: z.string(), color: z.string().optional() }))
        .optional(),
      linkedTableId: z.string().optional(),
    })
    .nullish()
    .catch(undefined),
});

const viewSchema = z.object({ id: z.string(), name: z.string() });

const tableSchema = z.object({
  id: z.string(),
  name: z.string(),
  primaryFieldId: z.string().optional(),
  fields: z.array(fieldSchema),
  views: z.array(viewSchema).optional().catch(undefined),
});
export const tablesSchema = z.object({ tables: z.array(tableSchema) });

export type TableMetadata = z.infer<typeof tableSchema>;
export type FieldMetadata = z.infer<typeof fieldSchema>;

/** What the token may know of the base. */
export type BaseMetadata =
  | {
      readonly kind: 'known';
      readonly tables: readonly TableMetadata[];
      readonly table: TableMetadata | null;
    }
  /** The token has no right to metadata. */
  | { readonly kind: 'hidden' };

export interface MetadataReader {
  /** Remembered for ten minutes; one call at a time. @throws Failure when nothing is remembered and Airtable fails */
  read(options: CallOptions): Promise<BaseMetadata>;
  forget(): void;
}

export interface MetadataReaderOptions {
  readonly call: ReadCall;
  readonly address: TableAddress;
  readonly clock: Clock;
  /** Hears of the table each time that it is read. */
  readonly onTable?: (table: TableMetadata) => void;
}

const REMEMBERED_MS = 600_000;

export function createMetadataReader({
  call,
  address,
  clock,
  onTable,
}: MetadataReaderOptions): MetadataReader {
  let remembered: { readonly metadata: BaseMetadata; readonly until: number } | null = null;
  let underWay: Promise<BaseMetadata> | null = null;

  async function readAnew(options: CallOptions): Promise<BaseMetadata> {
    try {
      const metadata = await fetchMetadata(call, address, options);
      remembered = { metadata, until: clock.now() + REMEMBERED_MS };
      if (metadata.kind === 'known' && metadata.table !== null) onTable?.(metadata.table);
      return metadata;
    } catch (error) {
      // Fields and options change rarely: what was known serves while Airtable is away.
      if (remembered === null) throw error;
      return remembered.metadata;
    } finally {
      underWay = null;
    }
  }

  return {
    async read({ signal, ...options }) {
      if (remembered !== null && remembered.until > clock.now()) return remembered.metadata;
      // Callers share the call, so none of them may end it.
      underWay ??= readAnew(options);
      return abandonable(underWay, signal);
    },
    forget() {
      remembered = null;
    },
  };
}

/** Finds a field by its name or id, as the API does. */
export function findField(table: TableMetadata, nameOrId: string): FieldMetadata | null {
  return table.fields.find((field) => field.name === nameOrId || field.id === nameOrId) ?? null;
}

async function fetchMetadata(
  call: ReadCall,
  address: TableAddress,
  options: CallOptions,
): Promise<BaseMetadata> {
  try {
    const answer = await call({ kind: 'metadata', method: 'GET', path: tablesPath(address) }, options);
    const parsed = tablesSchema.safeParse(answer.body);
    if (!parsed.success) throw failureOfNonsense('metadata without tables', 'metadata');
    const { tables } = parsed.data;
    const table = tables.find(({ id, name }) => id === address.table || name === address.table) ?? null;
    return { kind: 'known', tables, table };
  } catch (error) {
    if (error instanceof Failure && error.kind === 'source-refused') return { kind: 'hidden' };
    throw error;
  }
}
