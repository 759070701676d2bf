import { parseArgs } from 'node:util';
import { ORDER_FIELDS, type OrderField } from '../airtable/field-mapping.ts';

/** What was said on the command line. */
export interface SetupOptions {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly base?: string;
  readonly table?: string;
  readonly view?: string;
  readonly apiUrl?: string;
  readonly envFile?: string;
  readonly fields: Readonly<Partial<Record<OrderField, string>>>;
  readonly monthlyCalls: number | null;
  readonly hoursADay: number;
  readonly editsADay: number;
  /** Take what is proposed. */
  readonly yes: boolean;
  /** Say everything and write nothing. */
  readonly dryRun: boolean;
  readonly help: boolean;
}

export const HELP = `npm run setup -- [options]     puts this installation before an Airtable base

What is not given is asked for; without a terminal it has to be given.

  --token-file FILE        file with the personal access token; - reads it from standard input
  --token TOKEN            the token itself (others on this machine may see it; better a file or AIRTABLE_API_KEY)
  --base ID|NAME           the base
  --table ID|NAME          the table
  --view ID|NAME           only the records of this view are orders
  --field FIELD=ID|NAME    a field of an order and the field of the table; none = it has none. Several times.
                           FIELD: ${ORDER_FIELDS.join(', ')}
  --monthly-calls N        calls a month that your plan allows, for this workspace; 0 = no limit
  --hours N, --edits N     hours a day somebody looks, edits a day: for the estimate (10, 200)
  --yes                    take what is proposed
  --dry-run                write nothing
  --settings-file FILE        the file to write (.env)
  --api-url ORIGIN         another Airtable, such as the simulator
`;

/** A word on the command line that makes no sense. */
export class BadOption extends Error {
  override readonly name = 'BadOption';
}

/** @throws BadOption */
export function readSetupOptions(args: readonly string[]): SetupOptions {
  const values = parse(args);
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const given = {
    token: text('token'),
    tokenFile: text('token-file'),
    base: text('base'),
    table: text('table'),
    view: text('view'),
    apiUrl: text('api-url'),
    envFile: text('settings-file'),
  };
  return {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as typeof given &
      object),
    fields: readFields((values['field'] as string[] | undefined) ?? []),
    monthlyCalls:
      text('monthly-calls') === undefined ? null : wholeNumber('monthly-calls', text('monthly-calls')),
    hoursADay: wholeNumber('hours', text('hours') ?? '10', 24),
    editsADay: wholeNumber('edits', text('edits') ?? '200'),
    yes: values['yes'] === true,
    dryRun: values['dry-run'] === true,
    help: values['help'] === true,
  } as SetupOptions;
}

function parse(args: readonly string[]): Record<string, unknown> {
  const string = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ token: string, 'token-file': string, base: string, table: string, view: string },
        ...{
          'api-url': string,
          'settings-file': string,
          'monthly-calls': string,
          hours: string,
          edits: string,
        },
        field: { type: 'string', multiple: true },
        ...{ yes: flag, 'dry-run': flag, help: flag },
      },
    });
    return values;
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

function readFields(entries: readonly string[]): Partial<Record<OrderField, string>> {
  const fields: Partial<Record<OrderField, string>> = {};
  for (const entry of entries) {
    const at = entry.indexOf('=');
    const field = ORDER_FIELDS.find((known) => known === entry.slice(0, at));
    const value = entry.slice(at + 1).trim();
    if (at === -1 || field === undefined || value === '') {
      throw new BadOption(`--field ${entry}: say FIELD=NAME with FIELD one of ${ORDER_FIELDS.join(', ')}`);
    }
    fields[field] = value;
  }
  return fields;
}

function wholeNumber(name: string, text = '', most = 1_000_000_000): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > most) {
    throw new BadOption(`--${name}: a whole number from 0 to ${most}`);
  }
  return Number(text);
}
