import { resolve } from 'node:path';
import { createAirtableOrderSource } from '../airtable/airtable-order-source.ts';
import type { DecisionJournal, ParentLog } from '../application/decision-journal.ts';
import type { Clock, OrderSource, Random } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts';
import { systemClock } from '../system-clock.ts';
import { AirtableToken } from './airtable-token.ts';
import { type CallWatch, watchCalls } from './call-watch.ts';
import { createSharedMemory, type SharedMemory } from './shared-memory.ts';

/** Everything that touches the world outside, behind its port. */
export interface Adapters extends SharedMemory {
  readonly clock: Clock;
  readonly random: Random;
  readonly source: OrderSource;
  readonly airtableToken: AirtableToken;
  readonly metrics: Metrics;
  readonly calls: CallWatch;
}

/** Where a process runs. */
export interface Surroundings {
  readonly log: ParentLog;
  readonly journal: DecisionJournal;
  /** Folder of the checkout. */
  readonly root: string;
}

/** The adapters that the settings ask for; `epoch` names the history that begins with this process. */
export async function createAdapters(
  config: Config,
  { log, root, journal, epoch }: Surroundings & { epoch: string },
): Promise<Adapters> {
  const [clock, random] = [systemClock, Math.random];
  const metrics = createMetrics();
  const shared = await createSharedMemory(config, {
    ...{ clock, random, log, epoch },
    dataDirectory: resolve(root, config.dataDirectory),
    onRedisCommand: metrics.observeRedisCommand,
  });
  const calls = watchCalls({ metrics, journal, clock });
  const airtableToken = new AirtableToken(config.airtable.apiKey.reveal(), { clock, log });
  const source = createSource(config, { budget: shared.budget, clock, random, log, calls, airtableToken });
  return {
    ...shared,
    ...{ clock, random, source, metrics, calls, airtableToken },
    async close() {
      await source.close();
      await shared.close();
    },
  };
}

function createSource(
  { airtable }: Config,
  parts: Pick<Adapters, 'budget' | 'clock' | 'random' | 'calls' | 'airtableToken'> & { log: ParentLog },
): OrderSource {
  const { calls, log, airtableToken, ...rest } = parts;
  return createAirtableOrderSource({
    ...rest,
    ...airtable,
    token: () => airtableToken.current,
    table: airtable.tableId,
    log: log.child({ part: 'airtable' }),
    telemetry: calls.telemetry,
  });
}
