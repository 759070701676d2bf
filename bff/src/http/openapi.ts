import { HEADERS, MAX_BULK_UPDATES, MEDIA_TYPES, orderQuerySchema, PATHS } from '@orders/contract';
import { adminPaths } from './openapi-admin.ts';
import {
  header,
  json,
  type Operation,
  type Parameter,
  problem,
  SECURITY_SCHEMES,
  SIGNED_IN,
  WRITE_PROBLEMS,
} from './openapi-parts.ts';
import {
  componentSchemas,
  type JsonSchema,
  parameterSchemas,
  ref,
  type SchemaName,
} from './openapi-schemas.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, JsonSchema>;
    readonly securitySchemes: typeof SECURITY_SCHEMES;
  };
}

/** The API as an OpenAPI 3.1 document, made from the schemas that validate. */
export function openApiDocument(version: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Orders',
      version,
      description:
        'All orders of an Airtable base, with entity tags, conditional requests and idempotent writes.',
    },
    paths: {
      [PATHS.summary]: { get: read('getSummary', 'Key figures of all orders', 'Summary') },
      [PATHS.orders]: { get: listOperation(), patch: bulkOperation() },
      [`${PATHS.orders}/{orderId}`]: { get: orderOperation(), patch: patchOperation() },
      [PATHS.sync]: { post: syncOperation() },
      [PATHS.changes]: { get: changesOperation() },
      [PATHS.events]: { get: eventsOperation() },
      [PATHS.session]: { get: read('getSession', 'Who is asking', 'Session') },
      [PATHS.config]: { get: read('getConfig', 'What the app knows of the installation', 'AppConfig') },
      [PATHS.health]: { get: healthOperation('getHealth', 'How the service is') },
      [`${PATHS.health}/live`]: { get: healthOperation('getLiveness', 'Whether this replica runs') },
      [`${PATHS.health}/ready`]: { get: readinessOperation() },
      '/metrics': { get: metricsOperation() },
      ...adminPaths(),
      [PATHS.status]: { get: statusOperation() },
    },
    components: { schemas: componentSchemas(), securitySchemes: SECURITY_SCHEMES },
  };
}

const CONDITIONAL: readonly Parameter[] = [
  header('If-None-Match', 'Entity tags that the client has; answered with 304 when one is current.'),
  header(HEADERS.minVersion, 'Wait up to 2 s until the answer shows at least this Orders-Version.'),
];

const ORDER_ID: Parameter = {
  name: 'orderId',
  in: 'path',
  required: true,
  description: 'An Order ID, or a record id (rec…), which addresses exactly one order.',
  schema: { type: 'string' },
};

const READ_PROBLEMS = {
  304: { description: 'The client has it already' },
  400: problem('The request cannot be understood; `errors` names every fault'),
  401: problem('Not signed in'),
  412: problem('An If-Match is not met'),
  429: problem('Too many requests; wait for Retry-After'),
  503: problem('No data yet, or the wanted version is not here yet'),
};

function read(operationId: string, summary: string, schema: SchemaName): Operation {
  return {
    operationId,
    summary,
    security: SIGNED_IN,
    parameters: CONDITIONAL,
    responses: { 200: json(summary, schema), ...READ_PROBLEMS },
  };
}

function healthOperation(operationId: string, summary: string): Operation {
  return { operationId, summary, responses: { 200: json('The state', 'Health') } };
}

function readinessOperation(): Operation {
  const { responses, ...rest } = healthOperation('getReadiness', 'Whether requests should be sent here');
  return { ...rest, responses: { ...responses, 503: problem('No snapshot yet, or shutting down') } };
}

function statusOperation(): Operation {
  return {
    operationId: 'getStatus',
    summary: 'Why the data is as old as it is; for administrators, without a login on this machine only',
    responses: {
      200: json('The state of this replica', 'ServerStatus'),
      401: problem('Nobody is signed in'),
      403: problem('Not an administrator'),
    },
  };
}

function metricsOperation(): Operation {
  return {
    operationId: 'getMetrics',
    summary: 'Figures for Prometheus',
    responses: {
      200: { description: 'The figures', content: { 'text/plain': { schema: { type: 'string' } } } },
      403: problem('With a login on, they are shown on this machine, or to a service token for them'),
    },
  };
}

function listOperation(): Operation {
  const parameters = Object.entries(parameterSchemas(orderQuerySchema)).map(
    ([name, schema]): Parameter => ({ name, in: 'query', schema }),
  );
  const base = read('listOrders', 'Orders, filtered, sorted and in pages', 'OrdersPage');
  return { ...base, parameters: [...parameters, ...CONDITIONAL] };
}

function orderOperation(): Operation {
  const base = read('getOrder', 'One order', 'Order');
  return {
    ...base,
    parameters: [ORDER_ID, ...CONDITIONAL],
    responses: {
      ...base.responses,
      404: problem('No such order'),
      409: problem('Two records have this Order ID'),
    },
  };
}

function patchOperation(): Operation {
  const schema = ref('OrderPatch');
  return {
    operationId: 'updateOrder',
    security: SIGNED_IN,
    summary: 'Change status or priority of one order',
    parameters: [
      ORDER_ID,
      header('If-Match', 'Change it only while it has one of these entity tags.'),
      header(
        HEADERS.idempotencyKey,
        'The same key and body is written once and answered the same, for 24 hours or more.',
      ),
      header(HEADERS.expectedUser, 'Percent-encoded id of the user whose edit it is; 401 for anybody else.'),
    ],
    requestBody: {
      required: true,
      content: { [MEDIA_TYPES.mergePatch]: { schema }, [MEDIA_TYPES.json]: { schema } },
    },
    responses: {
      200: json('The order as Airtable now has it', 'Order'),
      ...WRITE_PROBLEMS,
      404: problem('No such order'),
      409: problem('Two records have this Order ID, or the same request is still running'),
      412: problem('The order has changed; `current` is how it is now', 'PreconditionProblem'),
      422: problem('A value that is not allowed; `errors` says what is'),
    },
  };
}

function bulkOperation(): Operation {
  const updates = { type: 'array', minItems: 1, maxItems: MAX_BULK_UPDATES, items: ref('BulkUpdate') };
  const schema = {
    type: 'object',
    required: ['updates'],
    properties: { updates },
    additionalProperties: false,
  };
  return {
    operationId: 'updateOrders',
    security: SIGNED_IN,
    summary: 'Change many orders; one failing does not stop the others',
    requestBody: { required: true, content: { [MEDIA_TYPES.json]: { schema } } },
    responses: {
      200: json('One result an update, in the same order', 'BulkResponse'),
      ...WRITE_PROBLEMS,
      422: problem(`None or more than ${MAX_BULK_UPDATES} updates`),
    },
  };
}

function syncOperation(): Operation {
  const mode: Parameter = { name: 'mode', in: 'query', schema: { enum: ['full', 'changes'] } };
  return {
    operationId: 'syncOrders',
    security: SIGNED_IN,
    summary: 'Read Airtable anew, then answer as the summary does',
    parameters: [mode],
    responses: { 200: json('Key figures', 'Summary'), ...WRITE_PROBLEMS },
  };
}

function changesOperation(): Operation {
  const since: Parameter = {
    name: 'since',
    in: 'query',
    description: 'The cursor of the last answer; without it everything is handed out.',
    schema: { type: 'string' },
  };
  const base = read('listChanges', 'What changed since a cursor, for a client that keeps a copy', 'Changes');
  return { ...base, parameters: [since, ...CONDITIONAL] };
}

function eventsOperation(): Operation {
  return {
    operationId: 'followEvents',
    security: SIGNED_IN,
    summary: 'Server-sent events: change, sync, upstream',
    parameters: [header('Last-Event-ID', 'Version of the last change that was seen.')],
    responses: {
      200: { description: 'The events', content: { [MEDIA_TYPES.events]: { schema: { type: 'string' } } } },
      429: problem('Too many connections'),
    },
  };
}
