/** Every path that both sides name. */
export const PATHS = {
  summary: '/api/orders/summary',
  orders: '/api/orders',
  order: (orderId: string) => `/api/orders/${encodeURIComponent(orderId)}`,
  sync: '/api/orders/sync',
  changes: '/api/orders/changes',
  events: '/api/events',
  session: '/api/session',
  config: '/api/config',
  health: '/health',
  adminTokens: '/api/admin/tokens',
  adminAudit: '/api/admin/audit',
  status: '/api/status',
  login: '/auth/login',
  logout: '/auth/logout',
} as const;

/** Field names of our own and of drafts, as both sides write them. */
export const HEADERS = {
  asOf: 'Orders-As-Of',
  version: 'Orders-Version',
  minVersion: 'Orders-Min-Version',
  idempotencyKey: 'Idempotency-Key',
  /** Whose edit it is, percent-encoded: refused where somebody else is signed in by now. */
  expectedUser: 'Orders-Expected-User',
  idempotencyReplayed: 'Idempotency-Replayed',
  requestId: 'x-request-id',
} as const;

export const MEDIA_TYPES = {
  json: 'application/json',
  problem: 'application/problem+json',
  mergePatch: 'application/merge-patch+json',
  events: 'text/event-stream',
} as const;
