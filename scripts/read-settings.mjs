import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SetupFailure } from './setup-failure.mjs';

/**
 * The settings as the server will read them: the environment first, then .env. Only a look at what has to be
 * started; the server judges the values.
 */
export function readSettings(root, environment) {
  const settings = { ...readEnvFile(root) };
  for (const [name, value] of Object.entries(environment)) {
    // A variable that is set but empty means "not set", as it does in a copied .env.example.
    if (value.trim() !== '') settings[name] = value;
  }
  return settings;
}

/** True when nothing at all points at a real Airtable base. */
export function usesSimulator(settings) {
  return !BASE_SETTINGS.some((name) => settings[name]?.trim());
}

const BASE_SETTINGS = [
  'AIRTABLE_API_KEY',
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
