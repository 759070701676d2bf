import { readSettings } from './simulator-settings.ts';
import { startSimulator } from './start-simulator.ts';

/** Starts the simulator as a program of its own and says, in one line of JSON, where it is. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if ('problems' in settings) {
    for (const problem of settings.problems) console.error(problem);
    process.exitCode = 1;
    return;
  }
  const stopped = Promise.withResolvers<void>();
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => stopped.resolve());
  await using simulator = await startSimulator(settings.options);
  const { url, token, baseId, tableId, tableName } = simulator;
  const place = { url, token, baseId, tableId, tableName };
  console.log(JSON.stringify(place));
  process.send?.(place);
  await stopped.promise;
}

try {
  await main();
} catch (error) {
  console.error(`The simulator cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
// The channel to a parent process would keep this one alive.
if (process.connected) process.disconnect?.();
