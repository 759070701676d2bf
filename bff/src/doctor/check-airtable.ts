import { createExplorer, type Explorer } from '../airtable/explorer.ts';
import { type FieldMapping, mappedFields, ORDER_FIELDS } from '../airtable/field-mapping.ts';
import { isWritable, suits } from '../airtable/field-types.ts';
import { settingOf } from '../airtable/table-fields.ts';
import { findField, type TableMetadata } from '../airtable/table-metadata.ts';
import type { Clock, Log } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { isFailure, SourceRefused } from '../domain/failures.ts';
import { type Finding, findingsOf } from './finding.ts';

/** No more than this many calls are made, whatever they bring. */
const MAX_CALLS = 5;

const [token, scopes, table, fields] = ['token', 'scopes', 'table', 'fields'].map(findingsOf) as [
  ReturnType<typeof findingsOf>,
  ReturnType<typeof findingsOf>,
  ReturnType<typeof findingsOf>,
  ReturnType<typeof findingsOf>,
];
const TOKENS = 'at airtable.com/create/tokens';

export interface AirtableChecked {
  readonly findings: readonly Finding[];
  readonly calls: number;
}

type Airtable = Config['airtable'];

/** Token, scopes, base, table, view and fields, with five calls at the most and without changing anything. */
export async function checkAirtable(
  { airtable }: Config,
  surroundings: { readonly clock: Clock; readonly log: Log },
): Promise<AirtableChecked> {
  const secret = airtable.apiKey.reveal();
  if (secret === '') {
    const message = 'There are no Airtable settings: npm start brings a simulator with sample orders.';
    return {
      findings: [findingsOf('airtable').warning(message, 'For a real base: npm run setup.')],
      calls: 0,
    };
  }
  const { apiUrl, timeoutMs } = airtable;
  const explorer = createExplorer({ apiUrl, token: secret, timeoutMs, maxCalls: MAX_CALLS, ...surroundings });
  const findings: Finding[] = [];
  try {
    for await (const finding of look(explorer, airtable)) findings.push(finding);
  } catch (error) {
    if (!isFailure(error)) throw error;
    findings.push(findingOfFailure(error));
  } finally {
    explorer.close();
  }
  return { findings: [...findings, ...clockFinding(explorer)], calls: explorer.calls };
}

async function* look(explorer: Explorer, airtable: Airtable): AsyncGenerator<Finding> {
  await explorer.whoami();
  yield token.ok('Airtable knows the token.');
  const tables = await explorer.tables(airtable.baseId).catch(nullWhereRefused);
  const address = { baseId: airtable.baseId, table: airtable.tableId };
  if (tables === null) {
    yield scopes.warning(
      'The token may not read metadata of the base (schema.bases:read).',
      `Give it that scope ${TOKENS}: without it options, renamed fields and webhooks are not known. If it has it, check AIRTABLE_BASE_ID and that the token has access to the base.`,
    );
  }
  const found = tables === null ? null : tablesCalled(tables, airtable.tableId);
  if (found?.length === 0) {
    const names = tables
      ?.slice(0, 30)
      .map(({ name }) => `"${name}"`)
      .join(', ');
    yield table.error(
      `The base has no table ${airtable.tableId}. It has ${names || 'none'}.`,
      'Set AIRTABLE_TABLE_ID to the id of one of them; npm run setup shows them.',
    );
    return;
  }
  if (found !== null && found.length > 1) {
    yield table.warning(
      `${found.length} tables are called "${airtable.tableId}".`,
      `Set AIRTABLE_TABLE_ID to an id: ${found.map(({ id }) => id).join(', ')}.`,
    );
  }
  const metadata = found?.[0] ?? null;
  const missing = metadata === null ? [] : missingFields(metadata, airtable.mapping);
  if (metadata !== null) yield* fieldFindings(metadata, airtable);
  yield* readingFindings(explorer, airtable, new Set(missing));
  yield (await explorer.mayWrite(address))
    ? scopes.ok('The token may write.')
    : scopes.warning(
        'The token may not write: people can look and not edit.',
        `Give it data.records:write ${TOKENS}, and its owner the right to edit the base.`,
      );
  if (airtable.webhooks === 'off') return;
  yield (await explorer.mayUseWebhooks(airtable.baseId))
    ? scopes.ok('The token may use webhooks.')
    : scopes.warning(
        'The token may not use webhooks: deletions show later, and full reads are more often.',
        `Give it webhook:manage ${TOKENS}, or set AIRTABLE_WEBHOOKS=off.`,
      );
}

function tablesCalled(tables: readonly TableMetadata[], idOrName: string): readonly TableMetadata[] {
  const byId = tables.filter(({ id }) => id === idOrName);
  return byId.length > 0 ? byId : tables.filter(({ name }) => name === idOrName);
}

function missingFields(metadata: TableMetadata, mapping: FieldMapping): string[] {
  return mappedFields(mapping).filter((key) => findField(metadata, key) === null);
}

function* fieldFindings(metadata: TableMetadata, { mapping, view }: Airtable): Generator<Finding> {
  yield table.ok(`Table "${metadata.name}" (${metadata.id}) with ${metadata.fields.length} fields.`);
  const isViewKnown = metadata.views?.some(({ id, name }) => id === view || name === view) === true;
  if (view !== null && !isViewKnown) {
    yield table.error(
      `The table has no view ${view}.`,
      'Set AIRTABLE_VIEW to one that it has, or to nothing.',
    );
  }
  for (const field of ORDER_FIELDS) {
    const key = mapping[field];
    if (key === null) continue;
    const setting = settingOf(field);
    const found = findField(metadata, key);
    if (found === null) {
      const isNeeded = field === 'status' || field === 'orderTotal';
      const message = `The table has no field "${key}" for ${field}.`;
      const advice = `Set ${setting} to a field of the table, or to none; npm run setup proposes one.`;
      yield isNeeded
        ? fields.error(message, advice)
        : fields.warning(`${message} What needs it is off.`, advice);
    } else if (!suits(field, found)) {
      yield fields.error(
        `"${found.name}" is of the type ${found.type}, which cannot be read as ${field}.`,
        `Set ${setting} to another field, or to none.`,
      );
    } else if ((field === 'status' || field === 'priority') && !isWritable(found)) {
      yield fields.warning(
        `"${found.name}" is computed (${found.type}): ${field} can be read and not edited.`,
        `Set ${setting} to a single select to edit it.`,
      );
    } else {
      const options = found.options?.choices?.map(({ name }) => name).join(', ');
      yield fields.ok(`${field}: "${found.name}" (${found.type})${options ? `: ${options}` : ''}.`);
    }
  }
}

async function* readingFindings(
  explorer: Explorer,
  { baseId, tableId, mapping, view }: Airtable,
  missing: ReadonlySet<string>,
): AsyncGenerator<Finding> {
  const keys = mappedFields(mapping).filter((key) => !missing.has(key));
  try {
    await explorer.page({ baseId, table: tableId }, { fields: keys, view, pageSize: 1 });
    yield scopes.ok('The token may read orders.');
  } catch (error) {
    if (!(error instanceof SourceRefused)) throw error;
    if (error.reason === 'field') {
      yield fields.error(
        error.message,
        'Set the AIRTABLE_FIELD_… setting to a field of the table; npm run setup proposes one.',
      );
    } else if (error.reason === 'view') {
      yield table.error(
        `The table has no view ${view}.`,
        'Set AIRTABLE_VIEW to one that it has, or to nothing.',
      );
    } else {
      yield scopes.error(
        'The token may not read the table, or there is none with that id or name.',
        `Check AIRTABLE_BASE_ID and AIRTABLE_TABLE_ID, and ${TOKENS} that the token has access to the base and the scope data.records:read.`,
      );
    }
  }
}

function clockFinding({ clocks }: Explorer): Finding[] {
  if (clocks === null) return [];
  const say = findingsOf('clock');
  const seconds = Math.round(Math.abs(clocks.ours - clocks.theirs) / 1_000);
  // Airtable tells whole seconds, and its answer takes its time.
  if (seconds <= 3) return [say.ok('The clock agrees with Airtable’s.')];
  const text = `The clock is ${seconds} seconds off Airtable’s.`;
  const advice = 'Let the machine set its clock by NTP: ages and logins depend on it.';
  return [seconds > 60 ? say.error(text, advice) : say.warning(text, advice)];
}

function findingOfFailure(error: Error): Finding {
  if (error instanceof SourceRefused && error.reason === 'token') {
    return token.error(
      'Airtable does not know the token in AIRTABLE_API_KEY.',
      `Make one ${TOKENS} and set it.`,
    );
  }
  return findingsOf('airtable').error(
    `Airtable could not be asked: ${error.message}`,
    'Check AIRTABLE_API_URL, the network and its proxies, and try again in a minute.',
  );
}

/** @throws whatever is no refusal of Airtable's, and that it does not know the token */
function nullWhereRefused(error: unknown): null {
  if (error instanceof SourceRefused && error.reason !== 'token') return null;
  throw error;
}
