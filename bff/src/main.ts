import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { compose } from './compose.ts';
import { BadSettings, type Config, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { startBlock } from './start-block.ts';
import { explainStartFailure } from './start-failures.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Exit code of a start that a person has to mend. */
const CANNOT_START = 1;

/** The settings, or `null` after every fault was named. */
function settings(isCheck: boolean): Config | null {
  const file = join(ROOT, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  try {
    return readConfig({ ...fromFile, ...process.env }, { isSimulatorToCome: isCheck });
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    process.stderr.write('Orders cannot start, because of its settings:\n');
    for (const { setting, message } of error.faults) process.stderr.write(`  ${setting} ${message}\n`);
    process.stderr.write('See .env.example for what each of them means.\n');
    return null;
  }
}

async function run(config: Config): Promise<number> {
  // The clock's sleeps keep nothing alive; the process must not end before everything is let go of.
  const alive = setInterval(() => {}, 60_000);
  const stop = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.resolve());
  process.on('disconnect', () => stop.resolve());
  const log = createLogger(config.log.level, process.stdout.isTTY === true);
  try {
    await using orders = await compose(config, { log, root: ROOT });
    const started = await Promise.race([orders.start().then(() => true), stop.promise.then(() => false)]);
    if (started) {
      process.stdout.write(startBlock(config, orders.address));
      process.send?.({ ready: orders.address });
      await stop.promise;
    }
    return 0;
  } catch (error) {
    const explanation = explainStartFailure(error, config);
    if (explanation === null) log.error({ err: error }, 'stopped unexpectedly');
    else process.stderr.write(`${explanation}\n`);
    return CANNOT_START;
  } finally {
    clearInterval(alive);
  }
}

const isCheck = process.argv.includes('--check-settings');
const config = settings(isCheck);
process.exitCode = config === null ? CANNOT_START : isCheck ? 0 : await run(config);
if (!isCheck && config !== null) process.exit();
