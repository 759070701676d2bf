import type { SettingFault } from './settings.ts';

/** Settings whose value is a secret; each may stand in a file instead, named by the setting with `_FILE` behind it. */
const SECRET_SETTINGS = ['AIRTABLE_API_KEY', 'REDIS_URL', 'OIDC_CLIENT_SECRET'] as const;

/**
 * The settings with the secrets from their files among them, and what is wrong with those files. `readText` throws
 * when it cannot read.
 */
export function withSecretFiles(
  given: Readonly<Record<string, string>>,
  readText: (file: string) => string,
): { values: Record<string, string>; faults: SettingFault[] } {
  const values: Record<string, string> = { ...given };
  const faults: SettingFault[] = [];
  for (const name of SECRET_SETTINGS) {
    const setting = `${name}_FILE`;
    const file = given[setting];
    if (file === undefined) continue;
    if (given[name] !== undefined) {
      faults.push({ setting, message: `and ${name} are both set: give one` });
      continue;
    }
    const secret = textOf(file, readText);
    if (secret === null) faults.push({ setting, message: 'names a file that cannot be read' });
    else if (secret === '') faults.push({ setting, message: 'names a file with nothing in it' });
    else values[name] = secret;
  }
  return { values, faults };
}

function textOf(file: string, readText: (file: string) => string): string | null {
  try {
    return readText(file).trim();
  } catch {
    return null;
  }
}
