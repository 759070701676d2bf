import type { Questions } from './questions.ts';

/** Something with a name that people may use more than once, and an id. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** Setting up cannot go on; the message says what to do. */
export class SetupStopped extends Error {
  override readonly name = 'SetupStopped';
}

export interface ChooseOptions<T extends Choice> {
  readonly noun: string;
  /** The option that gives it on the command line. */
  readonly option: string;
  readonly choices: readonly T[];
  readonly given: string | undefined;
  readonly questions: Questions;
  say(text: string): void;
}

/** One of the choices, by its id or name. @throws SetupStopped when it cannot be told which */
export async function choose<T extends Choice>(options: ChooseOptions<T>): Promise<T> {
  const { noun, option, choices, given, questions, say } = options;
  const [only] = choices;
  if (only === undefined) throw new SetupStopped(`The token sees no ${noun}: give it access to one.`);
  if (given !== undefined) return find(options, given);
  if (choices.length === 1) return only;
  say(`\n${listOf(choices)}\n`);
  for (;;) {
    const answer = await questions.ask(`Which ${noun}? Number, name or id: `);
    if (answer === null)
      throw new SetupStopped(`Say which ${noun} with ${option}: one of\n${listOf(choices)}`);
    const byNumber = /^\d{1,4}$/.test(answer) ? choices[Number(answer) - 1] : undefined;
    if (byNumber !== undefined) return byNumber;
    try {
      return find(options, answer);
    } catch (error) {
      if (!(error instanceof SetupStopped)) throw error;
      say(`${error.message}\n`);
    }
  }
}

function find<T extends Choice>({ noun, choices, option }: ChooseOptions<T>, text: string): T {
  const byId = choices.find(({ id }) => id === text);
  if (byId !== undefined) return byId;
  const named = choices.filter(({ name }) => name.trim().toLowerCase() === text.trim().toLowerCase());
  const exact = named.filter(({ name }) => name === text);
  const found = exact.length === 1 ? exact : named;
  const [first] = found;
  if (first === undefined)
    throw new SetupStopped(`There is no ${noun} "${text}". There are\n${listOf(choices)}`);
  if (found.length === 1) return first;
  throw new SetupStopped(
    `Several are called "${text}": say which by its id with ${option}.\n${listOf(found)}`,
  );
}

const MOST_LISTED = 200;

function listOf(choices: readonly Choice[]): string {
  const width = String(choices.length).length;
  const lines = choices
    .slice(0, MOST_LISTED)
    .map(({ id, name }, index) => `  ${String(index + 1).padStart(width)}  ${name}  (${id})`);
  return [...lines, ...(choices.length > MOST_LISTED ? ['  …'] : [])].join('\n');
}
