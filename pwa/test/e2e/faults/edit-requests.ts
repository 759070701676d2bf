import type { IncomingMessage } from 'node:http';
import type { Attempt } from './history.ts';

/** What a request says of one edit. */
export type AskedEdit = Pick<Attempt, 'key' | 'recordId' | 'patch'>;

type Fields = Readonly<Record<'status' | 'priority', string | null | undefined>>;
interface Bulk {
  readonly updates: readonly (Fields & { readonly recordId: string; readonly idempotencyKey: string })[];
}

/** The edits that a request asks for: of one order, or of several. */
export function editsIn({ method, url = '', headers }: IncomingMessage, body: Buffer): AskedEdit[] {
  if (method !== 'PATCH') return [];
  const said: unknown = JSON.parse(body.toString());
  if (url !== '/api/orders') {
    const recordId = decodeURIComponent(url.split('/').at(-1) ?? '');
    return [{ key: String(headers['idempotency-key']), recordId, patch: patchOf(said as Fields) }];
  }
  return (said as Bulk).updates.map((update) => ({
    // As the field of a single request writes it: a key is the same whichever way it goes.
    key: `"${update.idempotencyKey}"`,
    recordId: update.recordId,
    patch: patchOf(update),
  }));
}

/** What an answer says of each of so many edits. */
export function statusesIn(status: number, body: Buffer, count: number): number[] {
  if (count < 2 || status !== 200) return Array.from({ length: count }, () => status);
  const { results } = JSON.parse(body.toString()) as { results: readonly { readonly status: number }[] };
  return results.map((result) => result.status);
}

function patchOf({ status, priority }: Fields): AskedEdit['patch'] {
  return {
    ...(status === undefined ? {} : { Status: status }),
    ...(priority === undefined ? {} : { Priority: priority }),
  };
}
