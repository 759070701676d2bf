export { type AppConfig, appConfigSchema } from './app-config.ts';
export { type Changes, changesSchema } from './changes.ts';
export { HEADERS, MEDIA_TYPES, PATHS } from './endpoints.ts';
export { harmlessText } from './harmless-text.ts';
export { type Health, healthSchema } from './health.ts';
export {
  type ChangeEvent,
  changeEventSchema,
  type LiveEvent,
  SYNC_PHASES,
  type SyncEvent,
  syncEventSchema,
  type UpstreamEvent,
  type UpstreamState,
  upstreamEventSchema,
} from './live-event.ts';
export { fromCents, toCents } from './money.ts';
export {
  entityTagSchema,
  isRecordId,
  ORDER_PRIORITIES,
  ORDER_STATUSES,
  type Order,
  type OrderFields,
  orderLabel,
  orderSchema,
} from './order.ts';
export {
  type BulkResponse,
  type BulkUpdate,
  bulkRequestSchema,
  bulkResponseSchema,
  bulkUpdateSchema,
  changedFields,
  EDITABLE_FIELDS,
  type EditableField,
  MAX_BULK_UPDATES,
  type OrderPatch,
  orderPatchSchema,
  preconditionProblemSchema,
} from './order-edit.ts';
export {
  type OrderPredicate,
  orderPredicate,
  plainRows,
  type RowAccess,
  type Searchable,
} from './order-matching.ts';
export {
  DEFAULT_PAGE_SIZE,
  DEFAULT_SORT,
  EMPTY_FILTER,
  formatSort,
  MAX_PAGE_SIZE,
  type OrderFilter,
  type OrderQuery,
  type OrderQueryParameters,
  type OrderSort,
  orderQuerySchema,
  parseSort,
  SORT_FIELDS,
  type SortField,
} from './order-query.ts';
export { compareOptions, orderComparator, type Sortable, textCollator } from './order-sorting.ts';
export { type OrdersPage, ordersPageSchema } from './orders-page.ts';
export {
  type FieldError,
  fieldErrorSchema,
  PROBLEM_TYPE_PREFIX,
  PROBLEM_TYPES,
  type Problem,
  type ProblemType,
  problemSchema,
} from './problem.ts';
export {
  type CivilDate,
  createReportingCalendar,
  dayAfter,
  dayBefore,
  type ReportingCalendar,
} from './reporting-day.ts';
export { retryAfterMs } from './retry-after.ts';
export {
  type AuthMode,
  authModeSchema,
  type Role,
  roleSchema,
  type Session,
  sessionSchema,
} from './session.ts';
export { type ReadReport, type ServerStatus, serverStatusSchema } from './status.ts';
export {
  type Countable,
  type CountedIn,
  createSummaryTally,
  SUMMARY_DAYS,
  type Summary,
  type SummaryTally,
  summarize,
  summarySchema,
} from './summary.ts';
export { foldText, searchText } from './text-search.ts';
