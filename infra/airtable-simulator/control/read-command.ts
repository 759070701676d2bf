import type { Fault } from '../faults/fault.ts';
import { readFault } from '../faults/read-fault.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { SimulatorSwitches } from '../simulator-switches.ts';
import { readSwitchChanges } from './read-switches.ts';

/** What can be asked of the simulator at once; done in this order. */
export interface ControlCommand {
  readonly reset: boolean;
  readonly switches: Partial<SimulatorSwitches>;
  readonly clearFaults: boolean;
  readonly removeFaults: readonly number[];
  readonly addFaults: readonly Fault[];
  readonly activity: 'on' | 'off' | undefined;
  readonly advanceMs: number;
  readonly expireOffsets: boolean;
  readonly lockOut: boolean;
  /** How many things other people do at once. */
  readonly steps: number;
  readonly people: PeopleCommand;
}

export interface PeopleCommand {
  readonly create: readonly JsonObject[];
  readonly update: readonly { readonly id: string; readonly fields: JsonObject }[];
  readonly delete: readonly string[];
}

const names: readonly (keyof ControlCommand)[] = [
  'reset',
  'switches',
  'clearFaults',
  'removeFaults',
  'addFaults',
  'activity',
  'advanceMs',
  'expireOffsets',
  'lockOut',
  'steps',
  'people',
];

/** The command, or everything that is wrong with it; then nothing is to be done. */
export function readCommand(body: unknown): ControlCommand | { readonly problems: readonly string[] } {
  if (!isJsonObject(body)) return { problems: ['A command is a JSON object.'] };
  const problems = Object.keys(body)
    .filter((name) => !names.some((known) => known === name))
    .map((name) => `${name}: no such command; there are ${names.join(', ')}`);
  const command: ControlCommand = {
    reset: readFlag(body, 'reset', problems),
    switches: readSwitchChanges(body['switches'], problems),
    clearFaults: readFlag(body, 'clearFaults', problems),
    removeFaults: readList(body, 'removeFaults', problems).filter((id) => typeof id === 'number'),
    addFaults: readFaults(body, problems),
    activity: readActivity(body['activity'], problems),
    advanceMs: readNumber(body, 'advanceMs', problems),
    expireOffsets: readFlag(body, 'expireOffsets', problems),
    lockOut: readFlag(body, 'lockOut', problems),
    steps: readNumber(body, 'steps', problems),
    people: readPeople(body['people'] ?? {}, problems),
  };
  return problems.length > 0 ? { problems } : command;
}

function readFlag(body: JsonObject, name: string, problems: string[]): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') problems.push(`${name}: true or false`);
  return value === true;
}

function readNumber(body: JsonObject, name: string, problems: string[]): number {
  const value = body[name] ?? 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  problems.push(`${name}: a whole number, 0 or more`);
  return 0;
}

function readList(body: JsonObject, name: string, problems: string[]): unknown[] {
  const value = body[name] ?? [];
  if (Array.isArray(value)) return value;
  problems.push(`${name}: a list`);
  return [];
}

function readActivity(value: unknown, problems: string[]): 'on' | 'off' | undefined {
  if (value === undefined || value === 'on' || value === 'off') return value;
  problems.push('activity: on or off');
  return undefined;
}

function readFaults(body: JsonObject, problems: string[]): Fault[] {
  return readList(body, 'addFaults', problems).flatMap((value, index) => {
    const read = readFault(value);
    if ('fault' in read) return [read.fault];
    problems.push(...read.problems.map((problem) => `addFaults[${index}].${problem}`));
    return [];
  });
}

function readPeople(value: unknown, problems: string[]): PeopleCommand {
  if (!isJsonObject(value)) {
    problems.push('people: an object with create, update and delete');
    return { create: [], update: [], delete: [] };
  }
  const update = readList(value, 'update', problems).flatMap((item, index) => {
    if (isJsonObject(item) && typeof item['id'] === 'string' && isJsonObject(item['fields'])) {
      return [{ id: item['id'], fields: item['fields'] }];
    }
    problems.push(`people.update[${index}]: an object with id and fields`);
    return [];
  });
  return {
    create: readList(value, 'create', problems).filter(isJsonObject),
    update,
    delete: readList(value, 'delete', problems).filter((id) => typeof id === 'string'),
  };
}
