import { ALIASES, settingsSchema } from '../config.ts';

const BEGIN = '<!-- settings: made by npm run docs:settings -->';
const END = '<!-- /settings -->';

/** A page with the table between its marks made anew. @throws RangeError when it has no marks */
export function withSettingsTable(page: string, example: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new RangeError(`The page lacks ${BEGIN} or ${END}.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${settingsTable(example)}\n\n${page.slice(end)}`;
}

/** Every setting with its default and meaning as `.env.example` has them, and what it takes as the schema says. */
export function settingsTable(example: string): string {
  const rows = settingsOf(example).map(({ name, value, meaning }) => {
    const fallback = value === '' ? 'none' : `\`${value}\``;
    return `| \`${name}\` | ${fallback} | ${escaped(meaning)} | ${escaped(takes(name))} |`;
  });
  const other = Object.entries(ALIASES).map(([alias, name]) => `\`${alias}\` for \`${name}\``);
  return [
    '| setting | default | meaning | takes |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `Other spellings that are accepted: ${other.join(', ')}.`,
  ].join('\n');
}

interface Documented {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

function settingsOf(example: string): Documented[] {
  const settings: Documented[] = [];
  let meaning: string[] = [];
  for (const line of example.split('\n')) {
    const [, name, value = ''] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) settings.push({ name, value, meaning: meaning.join(' ') });
    meaning = line.startsWith('# ') ? [...meaning, line.slice(2)] : [];
  }
  return settings;
}

/** No setting takes this; its refusal says what one does take. */
const NONSENSE = '\u0000 no value';

function takes(name: string): string {
  const setting = settingsSchema.shape[name as keyof typeof settingsSchema.shape];
  const message = setting?.safeParse(NONSENSE).error?.issues[0]?.message ?? 'text';
  return message
    .replace(/^Invalid option: expected one of /, '')
    .replaceAll(/"([a-z]+)"\|?/g, '$1, ')
    .replace(`"${NONSENSE}" `, '')
    .replace(/^must (?:be|look like) /, '')
    .replace(/, $/, '');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
