/** Label values that an alert is expected to have beside its severity. */
type Labels = Readonly<Record<string, string>>;

/** A situation, told by the series that differ from when all is well, and what it must fire. */
export interface AlertCase {
  readonly name: string;
  /** By series, in promtool's notation for values a minute apart. */
  readonly series: Readonly<Record<string, string>>;
  /** Exactly these, each with its labels. */
  readonly fires: Readonly<Record<string, Labels>>;
}

const requests = (status: string, more = '') =>
  `{http_request_method="GET",http_route="/api/orders",http_response_status_code="${status}"${more}}`;
const reads = (status: string) => `http_server_request_duration_seconds_count${requests(status)}`;
const quickReads = `http_server_request_duration_seconds_bucket${requests('200', ',le="0.1"')}`;
const ofReplica = (metric: string, instance = 'a') => `${metric}{job="orders",instance="${instance}"}`;
const replica = (instance: string) => ({ job: 'orders', instance });

/** Seven hours in which nothing is wrong: ten reads a second, an edit every six. */
export const ALL_IS_WELL: Readonly<Record<string, string>> = {
  [reads('200')]: '0+600x420',
  [quickReads]: '0+600x420',
  'bff_writes_total{result="ok"}': '0+10x420',
  'bff_writes_total{result="failed"}': '0x420',
  bff_snapshot_age_seconds: '20x420',
  bff_somebody_there: '1x420',
  bff_upstream_refused: '0x420',
  'bff_breaker_state{name="read"}': '0x420',
  'bff_upstream_requests_total{op="read",outcome="source-throttled"}': '0x420',
  bff_upstream_month_calls: '100+1x420',
  bff_upstream_month_quota: '100000x420',
  bff_redis_up: '1x420',
  [ofReplica('up')]: '1x420',
  [ofReplica('process_start_time_seconds')]: '1000x420',
  'bff_shed_total{class="export"}': '0x420',
  bff_sse_dropped_total: '0x420',
  [ofReplica('process_open_fds')]: '100x420',
  [ofReplica('process_max_fds')]: '1000x420',
};

export const ALERT_CASES: readonly AlertCase[] = [
  { name: 'all is well', series: {}, fires: {} },
  {
    name: 'a fiftieth of all reads fails',
    series: { [reads('503')]: '0+12x420' },
    fires: { OrdersReadsFailFast: {}, OrdersReadsFailSlow: {} },
  },
  {
    name: 'one in a hundred reads fails',
    series: { [reads('503')]: '0+6x420' },
    fires: { OrdersReadsFailSlow: {} },
  },
  {
    name: 'reads failed two hours ago and no longer do',
    series: { [reads('503')]: '0+60x270 16200x150' },
    fires: {},
  },
  {
    name: 'a fifth of all reads is slow',
    series: { [quickReads]: '0+480x420' },
    fires: { OrdersReadsSlowFast: {}, OrdersReadsSlowSlow: {} },
  },
  {
    name: 'a fifth of all edits fails',
    series: { 'bff_writes_total{result="failed"}': '0+3x420' },
    fires: { OrdersEditsFailFast: {}, OrdersEditsFailSlow: {} },
  },
  {
    name: 'the data is an hour old',
    series: { bff_snapshot_age_seconds: '3600x420' },
    fires: { OrdersDataOldFast: {}, OrdersDataOldSlow: {} },
  },
  {
    name: 'the data is an hour old, but nobody is there, so nothing is read',
    series: { bff_snapshot_age_seconds: '3600x420', bff_somebody_there: '0x420' },
    fires: {},
  },
  {
    name: 'the token is refused',
    series: { bff_upstream_refused: '0x360 1x60' },
    fires: { OrdersAirtableRefuses: {} },
  },
  {
    name: 'the breaker before reads stays open',
    series: { 'bff_breaker_state{name="read"}': '2x420' },
    fires: { OrdersBreakerOpen: { name: 'read' } },
  },
  {
    name: 'a 429 every ten minutes',
    series: { 'bff_upstream_requests_total{op="read",outcome="source-throttled"}': '0+0.1x420' },
    fires: { OrdersThrottled: {} },
  },
  {
    name: '85,000 calls of 100,000 are used',
    series: { bff_upstream_month_calls: '85000x420' },
    fires: { OrdersQuotaLow: {} },
  },
  {
    name: 'all calls are used',
    series: { bff_upstream_month_calls: '100000x420' },
    fires: { OrdersQuotaLow: {}, OrdersQuotaUsedUp: {} },
  },
  {
    name: 'there is no quota',
    series: { bff_upstream_month_calls: '9999999x420', bff_upstream_month_quota: '0x420' },
    fires: {},
  },
  {
    name: 'a replica cannot reach Redis',
    series: { bff_redis_up: '0x420' },
    fires: { OrdersRedisDown: {} },
  },
  {
    name: 'one replica of two is gone',
    series: { [ofReplica('up', 'b')]: '0x420' },
    fires: { OrdersReplicaDown: replica('b') },
  },
  {
    name: 'all replicas are gone',
    series: { [ofReplica('up')]: '0x420' },
    fires: { OrdersReplicaDown: replica('a'), OrdersGone: {} },
  },
  {
    name: 'a replica starts every two minutes',
    series: { [ofReplica('process_start_time_seconds')]: '0+0.5x420' },
    fires: { OrdersRestarts: replica('a') },
  },
  {
    name: 'exports are turned away',
    series: { 'bff_shed_total{class="export"}': '0+60x420' },
    fires: { OrdersOverloaded: {} },
  },
  {
    name: 'many listeners are cut off',
    series: { bff_sse_dropped_total: '0+3x420' },
    fires: { OrdersListenersDropped: {} },
  },
  {
    name: 'nine tenths of the file descriptors are open',
    series: { [ofReplica('process_open_fds')]: '900x420' },
    fires: { OrdersFilesRunOut: { instance: 'a' } },
  },
];
