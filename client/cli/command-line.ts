import { parseArgs } from 'node:util';
import { UsageError } from './exit-codes.ts';
import { HELP } from './help.ts';
import { FORMATS, type Format } from './order-output.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const EVERYWHERE = {
  url: text,
  token: text,
  cache: text,
  format: text,
  wait: text,
  raw: flag,
  verbose: flag,
  help: { ...flag, short: 'h' },
} as const;

const OPTIONS = {
  list: {
    status: text,
    priority: text,
    q: text,
    from: text,
    to: text,
    min: text,
    max: text,
    sort: text,
    page: text,
    'page-size': text,
    all: flag,
  },
  get: {},
  set: { status: text, priority: text, clear: text, 'if-match': text, key: text },
  watch: { 'cursor-file': text, all: flag },
  export: { output: text },
} as const;

export type CommandName = keyof typeof OPTIONS;

export interface CommandLine {
  /** `null` = help is wanted, of everything where `helpOn` is empty. */
  readonly command: CommandName | null;
  readonly helpOn: string;
  readonly ids: readonly string[];
  /** Those of the command, by name. */
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
  readonly url: string;
  readonly token: string | undefined;
  readonly cache: string | undefined;
  readonly format: Format | null;
  readonly waitMs: number;
}

/** Reads the arguments after the program's name. @throws UsageError saying what is wrong and what there is */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const { values, positionals } = parse(args);
  const [name, ...ids] = positionals;
  const command = name !== undefined && Object.hasOwn(OPTIONS, name) ? (name as CommandName) : null;
  const isHelp = values['help'] === true || name === undefined || name === 'help';
  if (!isHelp && command === null) {
    throw new UsageError(`There is no command "${name}"; there are ${Object.keys(OPTIONS).join(', ')}.`);
  }
  if (!isHelp && command !== null) refuseStrangers(command, values, ids);
  const helpOn = command ?? ids.find((id) => Object.hasOwn(HELP, id)) ?? '';
  const options = Object.entries(values).filter(([, value]) => typeof value === 'string');
  const flags = Object.entries(values).filter(([, value]) => value === true);
  return {
    command: isHelp ? null : command,
    helpOn,
    ids,
    options: Object.fromEntries(options) as Record<string, string>,
    flags: new Set(flags.map(([key]) => key)),
    url: readUrl(values['url'] ?? env['ORDERS_URL']),
    token: given(values['token'] ?? env['ORDERS_TOKEN']),
    cache: given(values['cache'] ?? env['ORDERS_CACHE']),
    format: readFormat(values['format']),
    waitMs: readWait(values['wait']),
  };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parse(args: readonly string[]): { values: Values; positionals: readonly string[] } {
  const options = Object.assign({}, EVERYWHERE, ...Object.values(OPTIONS));
  try {
    const { values, positionals } = parseArgs({
      args: withDescendingSort(args),
      options,
      allowPositionals: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `--sort -field` as people write it; the parser takes the second word for an option. */
function withDescendingSort(args: readonly string[]): string[] {
  const at = args.indexOf('--sort');
  const field = args[at + 1] ?? '';
  return at < 0 || !/^-[a-zA-Z]{2,}$/.test(field) ? [...args] : args.toSpliced(at, 2, `--sort=${field}`);
}

/** Options that belong to another command, and ids where none are taken. */
function refuseStrangers(command: CommandName, values: Values, ids: readonly string[]): void {
  const own = { ...EVERYWHERE, ...OPTIONS[command] };
  const strange = Object.entries(values)
    .filter(([name, value]) => value !== false && !Object.hasOwn(own, name))
    .map(([name]) => `--${name}`);
  if (strange.length > 0) throw new UsageError(`orders ${command} takes no ${strange.join(', ')}.`);
  const takesIds = command === 'get' || command === 'set';
  if (takesIds && ids.length === 0) throw new UsageError(`orders ${command} needs the id of an order.`);
  if (!takesIds && ids.length > 0) {
    throw new UsageError(`orders ${command} takes no "${ids.join(' ')}".`);
  }
}

function given(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const LOCAL_URL = 'http://127.0.0.1:8000';

function readUrl(value: string | boolean | undefined): string {
  const url = given(value) ?? LOCAL_URL;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`"${url}" is no address such as https://orders.example.com.`);
  }
  return url;
}

function readFormat(value: string | boolean | undefined): Format | null {
  if (value === undefined) return null;
  const format = FORMATS.find((name) => name === value);
  if (format === undefined) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  return format;
}

const DEFAULT_WAIT_SECONDS = '60';

function readWait(value: string | boolean | undefined): number {
  const seconds = Number(given(value) ?? DEFAULT_WAIT_SECONDS);
  if (!(seconds >= 0 && seconds <= 86_400))
    throw new UsageError('--wait is a number of seconds from 0 to 86400.');
  return seconds * 1_000;
}
