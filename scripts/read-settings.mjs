import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SetupFailure } from './setup-failure.mjs';

/**
 * The settings as the server will read them: .env, and the environment over it. Only a look at what has to be
 * started; the server judges the values.
 */
export function readSettings(root, environment) {
  return { ...readEnvFile(root), ...environment };
}

/** True when nothing at all points at a real Airtable base; an empty value is none. */
export function usesSimulator(settings) {
  return !BASE_SETTINGS.some((name) => settings[name]?.trim());
}

const BASE_SETTINGS = [
  'AIRTABLE_API_KEY',
  'AIRTABLE_API_KEY_FILE',
  'AIRTABLE_BASE_ID',
  'AIRTABLE_TABLE_ID',
  'AIRTABLE_TABLE_ID_OR_NAME',
];

function readEnvFile(root) {
  try {
    return parseEnv(readFileSync(join(root, '.env'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw new SetupFailure(`The file .env cannot be read: ${error.message}`);
  }
}
