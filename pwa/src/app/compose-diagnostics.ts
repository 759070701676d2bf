import type { InspectedDatabase } from '../db/inspect-databases.ts';
import type { DatabaseReport, Diagnostics } from '../store/diagnostics.ts';
import type { StoragePersistence } from '../sync/storage-persistence.ts';
import type { SyncJournal } from '../sync/sync-journal.ts';
import { ANONYMOUS } from '../sync/whose-session.ts';
import type { Environment } from './environment.ts';

interface DiagnosticsParts {
  readonly environment: Environment;
  readonly subject: string;
  readonly journal: SyncJournal;
  readonly persistence: StoragePersistence;
}

/** What this device can say of itself. The code that looks is fetched when somebody asks. */
export function composeDiagnostics(parts: DiagnosticsParts): Diagnostics {
  const { environment, subject, journal, persistence } = parts;
  return {
    journal: journal.events,
    storagePromise: persistence.promise,
    async readServer() {
      const { fetchServerStatus } = await import('../api/fetch-server-status.ts');
      return fetchServerStatus((request) => environment.fetch(request), environment.baseUrl);
    },
    async readDevice() {
      void persistence.look();
      const { inspectDatabases } = await import('../db/inspect-databases.ts');
      const [found, estimate, worker] = await Promise.all([
        inspectDatabases().catch(() => []),
        environment.estimateStorage().catch(() => null),
        workerText(environment.serviceWorker).catch(() => 'cannot be asked'),
      ]);
      return {
        buildId: environment.buildId,
        worker,
        databases: found.map((database, id) => reportOf(database, id, subject)),
        usage: estimate?.usage ?? null,
        quota: estimate?.quota ?? null,
      };
    },
  };
}

function reportOf(
  { kind, subject: owner, rows }: InspectedDatabase,
  id: number,
  subject: string,
): DatabaseReport {
  return {
    id,
    kind: kind === 'outbox' ? 'edits' : 'copy of the orders',
    owner: ownerText(owner, subject),
    rows,
  };
}

function ownerText(owner: string, subject: string): DatabaseReport['owner'] {
  if (owner === ANONYMOUS) return 'nobody signed in';
  return owner === subject ? 'this account' : 'another account';
}

async function workerText(container: ServiceWorkerContainer | undefined): Promise<string> {
  if (container === undefined) return 'none: the app does not start without a connection';
  const registration = await container.getRegistration();
  if (registration === undefined) return 'not registered';
  const { active, waiting, installing } = registration;
  const states = [
    active?.state ?? 'not active',
    waiting !== null && 'a new version waits',
    installing !== null && 'a new version is being stored',
    container.controller === null && 'not in charge of this window',
  ];
  return states.filter((state) => state !== false).join(', ');
}
