import { isAnyId, isIdOf } from '../airtable-id.ts';

export type EndpointName =
  | 'listRecords'
  | 'getRecord'
  | 'createRecords'
  | 'updateRecord'
  | 'updateRecords'
  | 'deleteRecord'
  | 'deleteRecords'
  | 'whoami'
  | 'listBases'
  | 'listTables'
  | 'createWebhook'
  | 'listWebhooks'
  | 'deleteWebhook'
  | 'refreshWebhook'
  | 'enableNotifications'
  | 'listPayloads';

interface Endpoint {
  readonly name: EndpointName;
  readonly methods: readonly string[];
  readonly path: readonly string[];
  readonly scope: string | undefined;
}

/** First match wins, so that `meta` and `bases` are never taken for base ids. */
const endpoints: readonly Endpoint[] = [
  endpoint('whoami', 'GET', 'meta/whoami', undefined),
  endpoint('listBases', 'GET', 'meta/bases', 'schema.bases:read'),
  endpoint('listTables', 'GET', 'meta/bases/:base/tables', 'schema.bases:read'),
  endpoint('createWebhook', 'POST', 'bases/:base/webhooks', 'webhook:manage'),
  endpoint('listWebhooks', 'GET', 'bases/:base/webhooks', 'webhook:manage'),
  endpoint('deleteWebhook', 'DELETE', 'bases/:base/webhooks/:webhook', 'webhook:manage'),
  endpoint('refreshWebhook', 'POST', 'bases/:base/webhooks/:webhook/refresh', 'webhook:manage'),
  endpoint(
    'enableNotifications',
    'POST',
    'bases/:base/webhooks/:webhook/enableNotifications',
    'webhook:manage',
  ),
  endpoint('listPayloads', 'GET', 'bases/:base/webhooks/:webhook/payloads', 'webhook:manage'),
  endpoint('listRecords', 'GET', ':base/:table', 'data.records:read'),
  endpoint('createRecords', 'POST', ':base/:table', 'data.records:write'),
  endpoint('updateRecords', 'PATCH PUT', ':base/:table', 'data.records:write'),
  endpoint('deleteRecords', 'DELETE', ':base/:table', 'data.records:write'),
  endpoint('listRecords', 'POST', ':base/:table/listRecords', 'data.records:read'),
  endpoint('getRecord', 'GET', ':base/:table/:record', 'data.records:read'),
  endpoint('updateRecord', 'PATCH PUT', ':base/:table/:record', 'data.records:write'),
  endpoint('deleteRecord', 'DELETE', ':base/:table/:record', 'data.records:write'),
];

/** Every name once. */
export const endpointNames: readonly string[] = [...new Set(endpoints.map(({ name }) => name))];

export interface Route {
  readonly name: EndpointName;
  readonly scope: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** `undefined` when the path matches nothing. A trailing slash is accepted. */
export function findRoute(method: string, pathname: string): Route | undefined {
  const parts = pathname.replace(/\/$/, '').split('/').slice(1);
  if (parts[0] !== 'v0') return undefined;
  const segments = parts.slice(1).map(decodeSegment);
  for (const candidate of endpoints) {
    if (!candidate.methods.includes(method)) continue;
    const parameters = matchPath(candidate.path, segments);
    if (parameters !== undefined) return { name: candidate.name, scope: candidate.scope, parameters };
  }
  return undefined;
}

function endpoint(name: EndpointName, methods: string, path: string, scope: string | undefined): Endpoint {
  return { name, methods: methods.split(' '), path: path.split('/'), scope };
}

function matchPath(
  path: readonly string[],
  segments: readonly (string | undefined)[],
): Record<string, string> | undefined {
  if (path.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of path.entries()) {
    const segment = segments[index];
    if (segment === undefined || segment === '') return undefined;
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined;
      continue;
    }
    const name = part.slice(1);
    if (!isPlausible(name, segment)) return undefined;
    parameters[name] = segment;
  }
  return parameters;
}

/** A base id has to look like one, or the address does not exist; a record may be any kind of id. */
function isPlausible(name: string, segment: string): boolean {
  if (name === 'base') return isIdOf('app', segment);
  if (name === 'webhook') return isIdOf('ach', segment);
  return name !== 'record' || isAnyId(segment);
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
