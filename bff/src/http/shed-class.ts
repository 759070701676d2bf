import type { IncomingMessage } from 'node:http';
import { PATHS } from '@orders/contract';

/** Kinds of requests in the order in which they are given up under too much load. */
export const SHED_ORDER = ['export', 'scripts', 'events', 'reads', 'writes'] as const;
export type ShedClass = (typeof SHED_ORDER)[number];

const EXPORT = `${PATHS.orders}/export`;

/**
 * Which kind a request is of; `null` for what is never turned away: health, metrics, status, signing in and the app's
 * own files, without which nobody would be told that there is too much to do.
 */
export function classifyRequest({ url = '', method, headers }: IncomingMessage): ShedClass | null {
  const [path = '', query = ''] = url.split('?', 2);
  if (!path.startsWith('/api/') || path === PATHS.status || path.startsWith(`${PATHS.status}/`)) return null;
  if (path === PATHS.session || path === PATHS.config) return null;
  if (method === 'PATCH' || method === 'POST' || method === 'PUT' || method === 'DELETE') return 'writes';
  if (path === PATHS.events) return 'events';
  const isWholeTable = path === PATHS.changes && !/(?:^|&)since=/.test(query);
  if (path === EXPORT || isWholeTable) return 'export';
  // Browsers say where a request comes from; what does not is a program that can wait.
  const isBrowser = headers['sec-fetch-site'] !== undefined || headers.cookie !== undefined;
  return isBrowser ? 'reads' : 'scripts';
}
