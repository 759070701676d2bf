import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { createAirtableOrderSource } from '../airtable/airtable-order-source.ts';
import { quietTelemetry } from '../airtable/airtable-telemetry.ts';
import type { Clock, OrderSource, Random } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { createMetrics, type HttpMetrics } from '../http/metrics-routes.ts';
import { systemClock } from '../system-clock.ts';
import { AirtableToken } from './airtable-token.ts';
import { createSharedMemory, type SharedMemory } from './shared-memory.ts';

/** Everything that touches the world outside, behind its port. */
export interface Adapters extends SharedMemory {
  readonly clock: Clock;
  readonly random: Random;
  readonly source: OrderSource;
  readonly metrics: HttpMetrics;
  readonly airtableToken: AirtableToken;
}

/** Where a process runs. */
export interface Surroundings {
  readonly log: Logger;
  /** Folder of the checkout. */
  readonly root: string;
}

/** The adapters that the settings ask for; `epoch` names the history that begins with this process. */
export async function createAdapters(
  config: Config,
  { log, root, epoch }: Surroundings & { epoch: string },
): Promise<Adapters> {
  const clock = systemClock;
  const random = Math.random;
  const dataDirectory = resolve(root, config.dataDirectory);
  const shared = await createSharedMemory(config, { clock, random, log, dataDirectory, epoch });
  const metrics = createMetrics();
  const airtableToken = new AirtableToken(config.airtable.apiKey.reveal(), { clock, log });
  const source = createSource(config, { budget: shared.budget, clock, random, log, metrics, airtableToken });
  return {
    ...shared,
    ...{ clock, random, source, metrics, airtableToken },
    async close() {
      await source.close();
      await shared.close();
    },
  };
}

function createSource(
  { airtable }: Config,
  parts: Pick<Adapters, 'budget' | 'clock' | 'random' | 'metrics' | 'airtableToken'> & { log: Logger },
): OrderSource {
  const { metrics, log, airtableToken, ...rest } = parts;
  return createAirtableOrderSource({
    ...rest,
    ...airtable,
    token: () => airtableToken.current,
    table: airtable.tableId,
    log: log.child({ part: 'airtable' }),
    telemetry: {
      ...quietTelemetry,
      callFinished: ({ kind, outcome }) => metrics.countUpstreamCall(kind, outcome),
    },
  });
}
