import { isJsonObject } from '../json.ts';
import { defaultSwitches, type SimulatorSwitches } from '../simulator-switches.ts';

/** Switches that take one of a few words; the others take what their default is a case of. */
const words: Readonly<Partial<Record<keyof SimulatorSwitches, readonly string[]>>> = {
  rateWindow: ['sliding', 'bucket'],
  rateLimitBody: ['observed', 'documented'],
  monthlyCapEffect: ['block', 'slow'],
  missingRecordType: ['MODEL_ID_NOT_FOUND', 'NOT_FOUND'],
  unknownTable: ['forbidden', 'not-found'],
  blanksSort: ['first', 'last'],
  stampRounding: ['round', 'ceil', 'floor'],
};

/** The changes asked for; whatever is wrong is added to the problems. */
export function readSwitchChanges(value: unknown, problems: string[]): Partial<SimulatorSwitches> {
  if (value === undefined) return {};
  if (!isJsonObject(value)) {
    problems.push('switches: an object');
    return {};
  }
  for (const [name, setting] of Object.entries(value)) {
    const problem = checkSwitch(name, setting);
    if (problem !== undefined) problems.push(`switches.${name}: ${problem}`);
  }
  return value as Partial<SimulatorSwitches>;
}

function checkSwitch(name: string, setting: unknown): string | undefined {
  if (!Object.hasOwn(defaultSwitches, name)) return 'no such switch';
  const allowed = words[name as keyof SimulatorSwitches];
  if (allowed !== undefined) {
    return allowed.includes(String(setting)) ? undefined : `one of ${allowed.join(', ')}`;
  }
  const example: unknown = defaultSwitches[name as keyof SimulatorSwitches];
  if (typeof example === 'number') {
    return typeof setting === 'number' && setting >= 0 && Number.isFinite(setting)
      ? undefined
      : 'a number, 0 or more';
  }
  return typeof setting === typeof example ? undefined : `a ${typeof example}`;
}
