import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { createLogger } from '../logger.ts';
import { systemClock } from '../system-clock.ts';
import { SetupStopped } from './choose.ts';
import { terminalQuestions } from './questions.ts';
import { runSetup } from './run-setup.ts';
import { BadOption, HELP, readSetupOptions } from './setup-options.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

async function main(): Promise<void> {
  const options = readSetupOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const envFile = resolve(options.envFile ?? join(ROOT, '.env'));
  const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
  using questions = terminalQuestions();
  await runSetup(options, {
    questions,
    envFile,
    clock: systemClock,
    log: createLogger('silent', false).log,
    known: withoutBlanks({ ...fromFile, ...process.env }),
    say: (text) => void process.stdout.write(text),
  });
}

function withoutBlanks(values: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? '').trim() !== ''));
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupStopped) && !(error instanceof BadOption)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
