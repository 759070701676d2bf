import type { InitialRow, SimulatorOptions } from '../../simulator-options.ts';
import { startSimulator } from '../../start-simulator.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed where it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A simulator with a hand-turned clock and no quota, and a client that sends its token. */
export async function startForTest(options: SimulatorOptions = {}) {
  const clock = createClock('2026-11-23T12:00:00.250Z');
  const simulator = await startSimulator({ requestsPerSecond: 0, orders: 0, now: clock.now, ...options });
  const call = async (
    path: string,
    { method = 'GET', body, headers = {} }: CallOptions = {},
  ): Promise<Answer> => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${simulator.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  };
  const table = `/v0/${simulator.baseId}/${simulator.tableId}`;
  const list = (parameters: Record<string, string> | [string, string][] = {}) =>
    call(`${table}?${new URLSearchParams(parameters)}`);
  return {
    simulator,
    clock,
    call,
    list,
    table,
    async [Symbol.asyncDispose]() {
      await simulator[Symbol.asyncDispose]();
    },
  };
}

export type TestSimulator = Awaited<ReturnType<typeof startForTest>>;

export function createClock(start: string) {
  let nowMs = Date.parse(start);
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** `rec` and fourteen digits, in ascending order. */
export function recordId(number: number): string {
  return `rec${String(number).padStart(14, '0')}`;
}

/** So many rows with ascending ids and Order IDs. */
export function numberedRows(count: number, more: (index: number) => object = () => ({})): InitialRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: recordId(index + 1),
    fields: { 'Order ID': `ORD-${String(index + 1).padStart(6, '0')}`, ...more(index) },
    createdTime: '2026-11-01T08:00:00.000Z',
  }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
