import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Audit } from './application/audit.ts';
import { DecisionJournal, journalled, type ParentLog } from './application/decision-journal.ts';
import type { Log } from './application/ports.ts';
import { ServiceTokens } from './application/service-tokens.ts';
import type { SnapshotKeeper } from './application/snapshot-keeper.ts';
import { type Adapters, createAdapters, type Surroundings } from './composition/adapters.ts';
import { createAuthentication } from './composition/authentication.ts';
import { createEngine, type Engine, makeEpoch } from './composition/engine.ts';
import { addGauges } from './composition/gauges.ts';
import { createRateLimits } from './composition/rate-limits.ts';
import { createStatusReport } from './composition/status-report.ts';
import type { Config } from './config.ts';
import { isFailure, SourceRefused } from './domain/failures.ts';
import { createApp } from './http/app.ts';
import { type HttpServer, listen } from './http/http-server.ts';
import { createLoadMonitor, type LoadMonitor } from './http/load-monitor.ts';
import { LoadShedder } from './http/load-shedder.ts';
import { readVersion } from './package-version.ts';
import { systemClock } from './system-clock.ts';

export interface ComposeOptions extends Omit<Surroundings, 'journal'> {
  /** Where it is also said who did what; `log` where left out. */
  readonly auditLog?: Log;
  /** Replaces single adapters; for tests. */
  readonly overrides?: Partial<Adapters>;
}

/** The whole service, ready to be started; disposing it stops and lets go of everything. */
export interface Orders extends AsyncDisposable {
  /** Checks the source, listens, and begins to read. @throws SourceRefused, or the system's error when it cannot listen */
  start(): Promise<void>;
  /** Where it listens. */
  readonly address: string;
  /** Calls to Airtable that begin from now on carry this token. */
  replaceAirtableToken(token: string): void;
}

/** Creates every part and hands each the parts it needs. */
export async function compose(config: Config, options: ComposeOptions): Promise<Orders> {
  const journal = new DecisionJournal(options.overrides?.clock ?? systemClock);
  const log = journalled(options.log, journal);
  const adapters = {
    ...(await createAdapters(config, { log, root: options.root, journal, epoch: makeEpoch() })),
    ...options.overrides,
  };
  const drain = new AbortController();
  const tokens = new ServiceTokens(adapters.tokenStore, adapters.clock);
  const audit = new Audit(adapters.auditTrail, options.auditLog ?? options.log, adapters.clock);
  const engine = createEngine(config, { adapters, log, journal, drain: drain.signal });
  const version = readVersion(options.root);
  const monitor = createLoadMonitor();
  const shedder = createShedder(adapters, monitor, log);
  addGauges({ adapters, engine, load: shedder, monthlyCalls: config.airtable.monthlyCalls });
  const app = createApp({
    services: engine.services,
    limits: createRateLimits(config, adapters),
    authentication: await createAuthentication(config, { ...adapters, tokens }),
    metrics: adapters.metrics,
    ...{ audit, admin: { tokens, audit, clock: adapters.clock } },
    status: createStatusReport({ config, adapters, engine, journal, load: shedder, version }),
    log,
    trustedProxies: config.server.trustedProxies.ranges,
    publicUrl: config.auth.oidc.publicUrl,
    appDirectory: appDirectory(options.root),
    isServiceWorkerOn: config.isServiceWorkerOn,
    version,
  });
  return assemble({ config, adapters, app, engine, drain, log, monitor, shedder });
}

function createShedder({ metrics, random }: Adapters, monitor: LoadMonitor, log: ParentLog): LoadShedder {
  return new LoadShedder({
    random,
    delayMs: () => monitor.delayMs(),
    onShed: (shedClass) => metrics.countShed(shedClass),
    onChange(isShedding, { inFlight, pressure }) {
      if (isShedding)
        log.warn({ inFlight, pressure }, 'too much load: the least urgent requests are turned away');
      else log.info({ inFlight }, 'the load is bearable again');
    },
  });
}

interface Parts {
  readonly config: Config;
  readonly adapters: Adapters;
  readonly app: ReturnType<typeof createApp>;
  readonly engine: Engine;
  readonly drain: AbortController;
  readonly log: ParentLog;
  readonly monitor: LoadMonitor;
  readonly shedder: LoadShedder;
}

function assemble({ config, adapters, app, engine, drain, log, monitor, shedder }: Parts): Orders {
  const { keeper, refresher, watch } = engine;
  const [reading, following] = [new AbortController(), new AbortController()];
  const loops: Promise<void>[] = [];
  let server: HttpServer | null = null;
  const logged = (name: string) => (error: unknown) =>
    log.error({ err: error, loop: name }, 'a loop has ended');
  return {
    get address() {
      return server?.address ?? '';
    },
    replaceAirtableToken: (token) => adapters.airtableToken.replace(token),
    async start() {
      await loadStored(keeper, log);
      const isChecked = keeper.table === null ? checkSource(adapters, log) : Promise.resolve();
      // Nobody waits for it any more when the server cannot listen.
      isChecked.catch(() => {});
      server = await listen(app, {
        ...config.server,
        clock: adapters.clock,
        isAmongOthers: config.redisUrl !== null,
        shedder: config.isSheddingLoad ? shedder : null,
        onStop: () => drain.abort(),
      });
      if (config.isSheddingLoad) monitor.start(() => shedder.look());
      await isChecked;
      loops.push(keeper.follow(following.signal).catch(logged('follow')));
      loops.push(refresher.run(reading.signal).catch(logged('refresh')));
      loops.push(watch.run(following.signal).catch(logged('watch')));
      const { apiKeyFile } = config.airtable;
      if (apiKeyFile !== null) loops.push(adapters.airtableToken.follow(apiKeyFile, following.signal));
    },
    async [Symbol.asyncDispose]() {
      reading.abort();
      monitor[Symbol.dispose]();
      // What is still answered until then has to show what other replicas have written.
      await server?.[Symbol.asyncDispose]();
      following.abort();
      await Promise.all(loops);
      await adapters.close();
    },
  };
}

/** A shared memory that is away is no reason not to start: what it holds is taken over when it is back. */
async function loadStored(keeper: SnapshotKeeper, log: ParentLog): Promise<void> {
  try {
    await keeper.load();
  } catch (error) {
    if (!isFailure(error)) throw error;
    log.warn({ err: error }, 'started without what the shared memory holds');
  }
}

/** An Airtable that does not answer must not hold up the start for longer. */
const CHECK_MS = 8_000;

/** Only what a person has to mend stops the start; an Airtable that is away just now does not. */
async function checkSource({ source }: Adapters, log: ParentLog): Promise<void> {
  try {
    await source.check({ callClass: 'sync', signal: AbortSignal.timeout(CHECK_MS) });
  } catch (error) {
    if (error instanceof SourceRefused) throw error;
    log.warn({ err: error }, 'Airtable could not be checked at the start');
  }
}

/** The built app, where there is one. */
function appDirectory(root: string): string | null {
  const directory = join(root, 'pwa', 'dist');
  return existsSync(join(directory, 'index.html')) ? directory : null;
}
