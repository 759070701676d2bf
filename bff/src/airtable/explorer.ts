import * as z from 'zod';
import type { CallOptions, Clock, Log, RequestBudget } from '../application/ports.ts';
import { Failure, SourceRefused } from '../domain/failures.ts';
import { createAirtableClient } from './airtable-client.ts';
import { failureOfNonsense } from './airtable-failures.ts';
import { quietTelemetry } from './airtable-telemetry.ts';
import { type ListedPage, type Listing, listPage } from './list-page.ts';
import { recordsPath, type TableAddress, tablesPath, webhooksPath } from './table-address.ts';
import { type TableMetadata, tablesSchema } from './table-metadata.ts';

const basesSchema = z.object({
  bases: z.array(z.object({ id: z.string(), name: z.string(), permissionLevel: z.string().optional() })),
  offset: z.string().optional(),
});

export type BaseSummary = z.infer<typeof basesSchema>['bases'][number];

/** Looks at what a token can reach, for people who set things up; a few calls, each of them once. */
export interface Explorer {
  /** Calls so far. */
  readonly calls: number;
  /** Airtable's clock at the last answer, in epoch ms, and ours; `null` before there was one. */
  readonly clocks: { readonly theirs: number; readonly ours: number } | null;
  /** @throws SourceRefused when Airtable does not know the token */
  whoami(): Promise<void>;
  bases(): Promise<readonly BaseSummary[]>;
  tables(baseId: string): Promise<readonly TableMetadata[]>;
  page(address: TableAddress, listing: Listing): Promise<ListedPage>;
  /** Whether the token may list webhooks, which takes the same right as making one. */
  mayUseWebhooks(baseId: string): Promise<boolean>;
  /** Whether the token may write to the table, asked by a write of nothing. */
  mayWrite(address: TableAddress): Promise<boolean>;
  close(): void;
}

export interface ExplorerOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly timeoutMs: number;
  /** After so many calls it refuses to make another. */
  readonly maxCalls: number;
  readonly clock: Clock;
  readonly log: Log;
}

const CALL: CallOptions = { callClass: 'sync' };

export function createExplorer(options: ExplorerOptions): Explorer {
  const { budget, count } = countedCalls(options.maxCalls);
  const client = createAirtableClient({
    ...options,
    token: () => options.token,
    budget,
    random: Math.random,
    telemetry: quietTelemetry,
    maxConcurrentRequests: 1,
    throttlePauseMs: 0,
  });
  let clocks: Explorer['clocks'] = null;
  const call: typeof client.call = async (request, limits) => {
    const answer = await client.call(request, limits);
    if (answer.dateMs !== null) clocks = { theirs: answer.dateMs, ours: options.clock.now() };
    return answer;
  };
  const metadata = (path: string, query?: URLSearchParams) =>
    call({ kind: 'metadata', method: 'GET', path, ...(query === undefined ? {} : { query }) }, CALL);

  return {
    get calls() {
      return count();
    },
    get clocks() {
      return clocks;
    },
    whoami: async () => void (await metadata('meta/whoami')),
    bases: () => allBases(metadata),
    async tables(baseId) {
      const { body } = await metadata(tablesPath({ baseId, table: '' }));
      const { data } = tablesSchema.safeParse(body);
      if (data === undefined) throw failureOfNonsense('metadata without tables', 'metadata');
      return data.tables;
    },
    page: (address, listing) => listPage(call, address, listing, null, CALL),
    mayUseWebhooks: (baseId) =>
      isPermitted(call({ kind: 'webhook', method: 'GET', path: webhooksPath({ baseId, table: '' }) }, CALL)),
    mayWrite: (address) =>
      isPermitted(
        call({ kind: 'write', method: 'PATCH', path: recordsPath(address), body: { records: [] } }, CALL),
      ),
    close: () => client.close(),
  };
}

async function allBases(
  metadata: (path: string, query?: URLSearchParams) => Promise<{ readonly body: unknown }>,
): Promise<readonly BaseSummary[]> {
  const bases: BaseSummary[] = [];
  let offset: string | undefined;
  do {
    const query = offset === undefined ? undefined : new URLSearchParams({ offset });
    const { data } = basesSchema.safeParse((await metadata('meta/bases', query)).body);
    if (data === undefined) throw failureOfNonsense('a list without bases', 'metadata');
    bases.push(...data.bases);
    offset = data.offset;
  } while (offset !== undefined);
  return bases;
}

/** What is refused for another reason than a right would have been let in. @throws Failure when nobody answers */
async function isPermitted(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (!(error instanceof SourceRefused)) throw error;
    return error.reason !== 'permission' && error.reason !== 'base-or-table' && error.reason !== 'token';
  }
}

function countedCalls(maxCalls: number): { budget: RequestBudget; count: () => number } {
  let calls = 0;
  const budget: RequestBudget = {
    async acquire() {
      if (calls >= maxCalls)
        throw new Failure('source-quota-used-up', `No more than ${maxCalls} calls are made.`);
      calls += 1;
    },
    async pause() {},
    state: () => ({ pausedUntil: null, callsThisMonth: calls }),
    async close() {},
  };
  return { budget, count: () => calls };
}
