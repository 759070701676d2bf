export type {
  BulkResponse,
  BulkUpdate,
  Changes,
  Health,
  Order,
  OrderPatch,
  OrderQueryParameters,
  OrdersPage,
  Problem,
  ProblemType,
  Session,
  Summary,
} from '@orders/contract';
export { type AnswerCache, type KeptAnswer, memoryCache } from './answer-cache.ts';
export {
  BadAnswer,
  type ClientFailure,
  isClientFailure,
  NoAnswer,
  OrdersProblem,
} from './client-failures.ts';
export type { AnswerNote } from './exchange.ts';
export {
  type Asked,
  type ListQuery,
  OrdersClient,
  type OrdersClientOptions,
  type UpdateOptions,
} from './orders-client.ts';
export type { RetryOptions } from './retrying.ts';
