import { join } from 'node:path';
import type { Logger } from 'pino';
import { compose, type Orders } from './compose.ts';
import { BadSettings, type Config } from './config.ts';
import { areSettingsExposed, loadConfig, loadConfigOrExplain } from './load-config.ts';
import { createLogger, switchOnSignal } from './logger.ts';
import { startBlock } from './start-block.ts';
import { explainStartFailure } from './start-failures.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Exit code of a start that a person has to mend. */
const CANNOT_START = 1;

async function run(config: Config): Promise<number> {
  // The clock's sleeps keep nothing alive; the process must not end before everything is let go of.
  const alive = setInterval(() => {}, 60_000);
  const stop = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.resolve());
  process.on('disconnect', () => stop.resolve());
  const isTerminal = process.stdout.isTTY === true;
  const switchable = createLogger(config.log.level, isTerminal);
  switchOnSignal(switchable);
  const { log } = switchable;
  let reread = () => {};
  // A terminal says so that it has been closed; a service manager, that settings are to be read again.
  process.on('SIGHUP', () => (isTerminal ? stop.resolve() : reread()));
  if (areSettingsExposed(ROOT))
    log.warn({}, 'other users of this machine can read .env, where secrets are: chmod 600 .env');
  try {
    await using orders = await compose(config, { log, auditLog: switchable.auditLog, root: ROOT });
    reread = () => rereadToken(orders, log);
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

/** The one setting that can change while the server runs. */
function rereadToken(orders: Orders, log: Logger): void {
  try {
    orders.replaceAirtableToken(
      loadConfig({ root: ROOT, environment: process.env }).airtable.apiKey.reveal(),
    );
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    log.error(
      { faults: error.faults },
      'the settings cannot be read again: the Airtable token stays as it is',
    );
  }
}

const isCheck = process.argv.includes('--check-settings');
const config = loadConfigOrExplain({ root: ROOT, environment: process.env, isSimulatorToCome: isCheck });
process.exitCode = config === null ? CANNOT_START : isCheck ? 0 : await run(config);
if (!isCheck && config !== null) process.exit();
