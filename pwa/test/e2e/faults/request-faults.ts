import type { SeededRandom } from '@orders/infra/airtable-simulator/seeded-random.ts';

/** What may happen to one request on its way. `-after` = the server has done its work by then. */
export type RequestFault =
  | 'drop-before'
  | 'drop-after'
  | 'cut-off'
  | 'problem-before'
  | 'problem-after'
  | 'page-before'
  | 'page-after'
  | 'redirect'
  | 'sign-in'
  | 'throttle'
  | 'delay'
  | 'black-hole'
  /** A server that looks at the entity tag before it looks at the key; for a negative control. */
  | 'tag-first';

/** How bad the network is. */
export interface Weather {
  /** Share of requests that something happens to, 0 to 1. */
  readonly probability: number;
  /** Whether everything but edits is spared. */
  readonly isForEditsOnly?: boolean;
  /** How often each of them, relative to the others. */
  readonly weights: Readonly<Partial<Record<RequestFault, number>>>;
  /** Longest delay. */
  readonly delayMs: number;
  /** How long a request that is never answered is held before the connection breaks; most for a tenth of that. */
  readonly blackHoleMs: number;
}

export const CALM: Weather = { probability: 0, weights: {}, delayMs: 0, blackHoleMs: 0 };

export const ROUGH: Weather = {
  probability: 0.4,
  weights: {
    'drop-before': 10,
    'drop-after': 14,
    'cut-off': 5,
    'problem-before': 6,
    'problem-after': 6,
    'page-before': 4,
    'page-after': 4,
    redirect: 3,
    'sign-in': 3,
    throttle: 3,
    delay: 8,
    'black-hole': 1,
  },
  delayMs: 400,
  blackHoleMs: 3_000,
};

/** The same where there is time to wait until the app itself has had enough. */
export const ROUGH_AND_LONG: Weather = { ...ROUGH, blackHoleMs: 20_000 };

/** What happens to the next request; `null` = nothing. */
export function drawFault(weather: Weather, random: SeededRandom): RequestFault | null {
  if (!random.chance(weather.probability)) return null;
  const entries = Object.entries(weather.weights) as [RequestFault, number][];
  let rest = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [fault, weight] of entries) {
    rest -= weight;
    if (rest < 0) return fault;
  }
  return entries.at(-1)?.[0] ?? null;
}

/** An answer that does not come from the server. */
export interface MadeUpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PROBLEM_STATUSES = [500, 502, 503, 504, 408, 409, 425];
const PAGE_STATUSES = [200, 407, 502, 511];

export function madeUpAnswer(fault: RequestFault, random: SeededRandom): MadeUpAnswer {
  switch (fault) {
    case 'page-before':
    case 'page-after':
      return {
        status: random.pick(PAGE_STATUSES),
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!doctype html><title>Welcome to the guest network</title><p>Please sign in.',
      };
    case 'redirect':
      return { status: 302, headers: { location: '/guest-network', 'content-type': 'text/plain' }, body: '' };
    case 'sign-in':
      return problem(401);
    case 'throttle':
      return problem(429, { 'retry-after': '1' });
    default:
      return problem(random.pick(PROBLEM_STATUSES));
  }
}

/** A refusal in the server's own form, which is what makes the app take it for the server's. */
export function problem(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  more: object = {},
): MadeUpAnswer {
  const body = {
    type: '/docs/problems/internal',
    title: 'Simulated fault',
    status,
    detail: 'A fault of the simulated network.',
    instance: '/',
    requestId: 'simulated',
    ...more,
  };
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(body),
  };
}
