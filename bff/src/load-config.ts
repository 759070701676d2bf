import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { BadSettings, type Config, readConfig } from './config.ts';

export interface LoadOptions {
  /** Folder of the checkout, where `.env` may be. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isSimulatorToCome?: boolean;
}

/**
 * The settings: `.env` and the environment over it.
 * @throws BadSettings naming all that is wrong
 */
export function loadConfig({ root, environment, isSimulatorToCome = false }: LoadOptions): Config {
  const file = join(root, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return readConfig({ ...fromFile, ...environment }, { isSimulatorToCome });
}

/** The settings, or `null` after every fault was named on stderr. */
export function loadConfigOrExplain(options: LoadOptions): Config | null {
  try {
    return loadConfig(options);
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    process.stderr.write('Orders cannot start, because of its settings:\n');
    for (const { setting, message } of error.faults) process.stderr.write(`  ${setting} ${message}\n`);
    process.stderr.write('See .env.example for what each of them means.\n');
    return null;
  }
}

/** What to say of a `.env` that other users of this machine can read; `null` where all is well. */
export function areSettingsExposed(root: string): boolean {
  const stats = statSync(join(root, '.env'), { throwIfNoEntry: false });
  return stats !== undefined && process.platform !== 'win32' && (stats.mode & 0o077) !== 0;
}
