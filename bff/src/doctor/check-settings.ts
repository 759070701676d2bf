import { ALIASES, BadSettings, type Config, readConfig, settingsSchema } from '../config.ts';
import { isReadableByOthers } from '../setup/env-file.ts';
import { type Finding, findingsOf } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const say = findingsOf('settings');

export interface SettingsToCheck {
  readonly envFile: string;
  readonly fromFile: Environment;
  readonly environment: Environment;
}

/** The settings, if they can be used, and what is wrong with them. */
export async function checkSettings({
  envFile,
  fromFile,
  environment,
}: SettingsToCheck): Promise<{ config: Config | null; findings: readonly Finding[] }> {
  const findings: Finding[] = unknownNames(fromFile);
  if (await isReadableByOthers(envFile)) {
    findings.push(
      say.warning('Others on this machine can read .env, which holds secrets.', `chmod 600 ${envFile}`),
    );
  }
  try {
    const config = readConfig({ ...fromFile, ...environment }, { isSimulatorToCome: true });
    return { config, findings: [say.ok('All settings can be used.'), ...findings] };
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    const faults = error.faults.map(({ setting, message }) =>
      say.error(
        `${setting} ${message}.`,
        `Change ${setting} in .env or the environment; docs/configure.md says what it means.`,
      ),
    );
    return { config: null, findings: [...faults, ...findings] };
  }
}

/** Names in .env that nobody reads, the misspelt ones first of all. */
function unknownNames(fromFile: Environment): Finding[] {
  const known = [...Object.keys(settingsSchema.shape), ...Object.keys(ALIASES)];
  const accepted = new Set(known.flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(fromFile).flatMap((name) => {
    if (accepted.has(name)) return [];
    const near = known.find((other) => distance(name, other) <= 2);
    const isOurs =
      near !== undefined || /^(?:AIRTABLE|RATE_LIMIT|OIDC|AUTH|SIMULATOR|CACHE|SYNC)_/.test(name);
    if (!isOurs) return [];
    const advice =
      near === undefined ? 'Delete the line, or see docs/configure.md for the names.' : `Write ${near}.`;
    return [say.warning(`.env sets ${name}, which is no setting.`, advice)];
  });
}

/** How many characters have to be changed, added or left out (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, character] of [...left].entries()) {
    const next = [index + 1];
    for (const [place, other] of [...right].entries()) {
      const changed = (row[place] ?? 0) + Number(character !== other);
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
