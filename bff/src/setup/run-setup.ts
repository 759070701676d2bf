import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { parseRecord } from '../airtable/airtable-record.ts';
import { createExplorer, type Explorer } from '../airtable/explorer.ts';
import { type FieldMapping, mappedFields, ORDER_FIELDS } from '../airtable/field-mapping.ts';
import { estimateRecordCount } from '../airtable/id-rank.ts';
import { orderOfRecord } from '../airtable/order-mapping.ts';
import { settingOf } from '../airtable/table-fields.ts';
import type { TableMetadata } from '../airtable/table-metadata.ts';
import type { Clock, Log } from '../application/ports.ts';
import { isFailure, SourceRefused } from '../domain/failures.ts';
import { choose, SetupStopped } from './choose.ts';
import { type ChosenFields, chooseFields } from './choose-fields.ts';
import { changeEnvFile } from './env-file.ts';
import { estimateCost } from './estimate-cost.ts';
import type { Questions } from './questions.ts';
import type { SetupOptions } from './setup-options.ts';

/** What is set already, by its name in the environment. */
export type Known = Readonly<Record<string, string | undefined>>;

export interface SetupSurroundings {
  readonly questions: Questions;
  readonly clock: Clock;
  readonly log: Log;
  /** The file to write. */
  readonly envFile: string;
  readonly known: Known;
  say(text: string): void;
}

const AIRTABLE = 'https://api.airtable.com';
const MAX_CALLS = 12;
const SAMPLE = 3;

/**
 * Puts an installation before a base: asks what is not said, tries it, and writes the settings.
 * @throws SetupStopped with what to do
 */
export async function runSetup(options: SetupOptions, surroundings: SetupSurroundings): Promise<void> {
  const { known, say, clock, log } = surroundings;
  const apiUrl = options.apiUrl ?? known['AIRTABLE_API_URL'] ?? AIRTABLE;
  const token = await findToken(options, surroundings);
  const explorer = createExplorer({ apiUrl, token, timeoutMs: 15_000, maxCalls: MAX_CALLS, clock, log });
  try {
    const place = await findPlace(explorer, options, surroundings);
    const chosen = await chooseFields({
      ...surroundings,
      table: place.table,
      given: options.fields,
      isSettled: options.yes,
    });
    const found = await tryIt(explorer, { ...place, chosen, view: options.view ?? null }, surroundings);
    say(`\n${costText(options, found)}\n`);
    const values = {
      AIRTABLE_API_KEY: token,
      AIRTABLE_BASE_ID: place.baseId,
      AIRTABLE_TABLE_ID: place.table.id,
      ...(apiUrl === AIRTABLE ? {} : { AIRTABLE_API_URL: apiUrl }),
      AIRTABLE_VIEW: found.viewId ?? '',
      ...fieldValues(chosen),
      ...(options.monthlyCalls === null ? {} : { AIRTABLE_MONTHLY_CALLS: String(options.monthlyCalls) }),
    };
    await write(values, options, surroundings);
    say(`Airtable was asked ${explorer.calls} times. Next: npm run doctor, then npm start.\n`);
  } catch (error) {
    throw isFailure(error) ? new SetupStopped(explain(error)) : error;
  } finally {
    explorer.close();
  }
}

async function findToken(options: SetupOptions, { questions, known }: SetupSurroundings): Promise<string> {
  const given = options.tokenFile === '-' ? await readText(process.stdin) : undefined;
  const fromFile =
    options.tokenFile === undefined || options.tokenFile === '-'
      ? undefined
      : await readFile(options.tokenFile, 'utf8').catch((error: Error) => {
          throw new SetupStopped(`The token file cannot be read: ${error.message}`);
        });
  const token = (options.token ?? given ?? fromFile ?? known['AIRTABLE_API_KEY'] ?? '').trim();
  if (token !== '') return token;
  const asked = await questions.askSecretly(
    'Personal access token (airtable.com/create/tokens, scopes data.records:read, data.records:write, schema.bases:read, webhook:manage): ',
  );
  if (asked !== null && asked !== '') return asked;
  throw new SetupStopped('A token is needed: give --token-file FILE, or set AIRTABLE_API_KEY.');
}

interface Place {
  readonly baseId: string;
  readonly table: TableMetadata;
}

async function findPlace(
  explorer: Explorer,
  { base, table }: SetupOptions,
  { questions, say }: SetupSurroundings,
): Promise<Place> {
  const bases = await explorer.bases();
  const chosenBase = await choose({
    noun: 'base',
    option: '--base',
    choices: bases,
    given: base,
    questions,
    say,
  });
  say(`Base: ${chosenBase.name} (${chosenBase.id})\n`);
  const tables = await explorer.tables(chosenBase.id);
  const chosen = await choose({
    noun: 'table',
    option: '--table',
    choices: tables,
    given: table,
    questions,
    say,
  });
  say(`Table: ${chosen.name} (${chosen.id}, ${chosen.fields.length} fields)\n`);
  return { baseId: chosenBase.id, table: chosen };
}

interface Found {
  /** `null` when it cannot be told. */
  readonly orders: number | null;
  readonly hasWebhook: boolean;
  readonly viewId: string | null;
}

async function tryIt(
  explorer: Explorer,
  { baseId, table, chosen, view }: Place & { chosen: ChosenFields; view: string | null },
  { say }: SetupSurroundings,
): Promise<Found> {
  const viewId = view === null ? null : viewCalled(table, view);
  const mapping = Object.fromEntries(
    ORDER_FIELDS.map((field) => [field, chosen[field]?.id ?? null]),
  ) as unknown as FieldMapping;
  const address = { baseId, table: table.id };
  const listing = { fields: mappedFields(mapping), areIds: true, view: viewId };
  const page = await explorer.page(address, listing);
  const records = page.records.map(parseRecord).filter((record) => record !== null);
  const unreadable = new Set<string>();
  const orders = records.map((record) => orderOfRecord(record, mapping, (key) => unreadable.add(key)));
  const samples = orders.slice(0, SAMPLE).map(({ recordId, orderId, status, orderTotal }) => {
    return `  ${orderId ?? recordId}  ${status ?? '–'}  ${orderTotal ?? '–'}`;
  });
  say(
    samples.length === 0
      ? '\nThe table is empty.\n'
      : `\nThe first orders, as they are read:\n${samples.join('\n')}\n`,
  );
  for (const field of ORDER_FIELDS) {
    if (mapping[field] !== null && unreadable.has(mapping[field])) {
      say(`Some cells of "${chosen[field]?.name}" cannot be read as ${field}; they count as blank.\n`);
    }
  }
  const isWritable = await explorer.mayWrite(address);
  if (!isWritable)
    say(
      'The token may not write: people can look and not edit. Give it data.records:write to change that.\n',
    );
  const hasWebhook = await explorer.mayUseWebhooks(baseId);
  if (!hasWebhook)
    say('The token may not use webhooks: deletions show later. Give it webhook:manage to change that.\n');
  const count = page.offset === null ? records.length : estimateRecordCount(records.map(({ id }) => id));
  return { orders: count, hasWebhook, viewId };
}

function viewCalled(table: TableMetadata, text: string): string {
  const views = table.views ?? [];
  const found = views.find(({ id }) => id === text) ?? views.find(({ name }) => name === text);
  if (found !== undefined) return found.id;
  const names = views.map(({ name }) => `"${name}"`).join(', ');
  throw new SetupStopped(`"${table.name}" has no view "${text}". It has ${names || 'none'}.`);
}

function fieldValues(chosen: ChosenFields): Record<string, string> {
  return Object.fromEntries(ORDER_FIELDS.map((field) => [settingOf(field), chosen[field]?.id ?? 'none']));
}

const DEFAULTS = { ttlMs: 300_000, intervalMs: 30_000, monthlyCalls: 100_000 };

function costText(options: SetupOptions, { orders, hasWebhook }: Found): string {
  const { hoursADay, editsADay } = options;
  const cost = estimateCost({ ...DEFAULTS, orders, hasWebhook, hoursADay, editsADay });
  const count = (number: number) => number.toLocaleString('en');
  const quota = options.monthlyCalls ?? DEFAULTS.monthlyCalls;
  const size = orders === null ? 'at least a hundred orders' : `about ${count(orders)} orders`;
  const judgement =
    quota === 0
      ? 'No limit is set.'
      : cost.total <= quota * 0.9
        ? `That is ${Math.ceil((cost.total / quota) * 100)} % of the ${count(quota)} that are set.`
        : `That is more than nine tenths of the ${count(quota)} that are set: looking in the background will become rarer so that they last.`;
  return [
    `What it will cost a month, with ${size}, somebody looking ${hoursADay} hours a day on 22 days, and ${editsADay} edits a day:`,
    `  about ${count(cost.total)} calls: ${count(cost.looking)} to look for changes, ${count(cost.fullReads)} to read everything, ${count(cost.edits)} for edits.`,
    `  ${judgement} However many people look: it stays the same.`,
  ].join('\n');
}

async function write(
  values: Readonly<Record<string, string>>,
  { dryRun, yes }: SetupOptions,
  { questions, envFile, clock, say }: SetupSurroundings,
): Promise<void> {
  if (dryRun) {
    say(`Nothing was written. These would be the settings, beside the token:\n`);
    for (const [name, value] of Object.entries(values))
      if (name !== 'AIRTABLE_API_KEY') say(`  ${name}=${value}\n`);
    return;
  }
  if (!yes && questions.isInteractive) {
    const answer = await questions.ask(`Write this to ${envFile}? Enter, or n: `);
    if (/^n/i.test(answer ?? '')) throw new SetupStopped('Nothing was written.');
  }
  const backup = await changeEnvFile(envFile, values, new Date(clock.now()));
  say(`Written to ${envFile}${backup === null ? '' : `; what was there is in ${backup}`}.\n`);
}

function explain(error: Error): string {
  if (!(error instanceof SourceRefused)) return `Airtable could not be asked: ${error.message}`;
  switch (error.reason) {
    case 'token':
      return 'Airtable does not know this token: make one at airtable.com/create/tokens.';
    case 'base-or-table':
    case 'permission':
      return 'Airtable does not let this token look: give it the scopes schema.bases:read and data.records:read, and access to the base.';
    default:
      return error.message;
  }
}
