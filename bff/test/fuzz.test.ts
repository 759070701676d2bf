import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { problemSchema } from '@orders/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './support/http-client.ts';
import { makeServiceToken, PEOPLE_HEADERS, startBehindProxy } from './support/security-setting.ts';
import { SeededRandom } from './support/seeded-random.ts';
import { type FuzzRequest, SeededRequests } from './support/seeded-requests.ts';
import type { Bff } from './support/start-bff.ts';

// The long form: FUZZ_REQUESTS=20000 FUZZ_SEED=7 npm test -- bff/test/fuzz
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 1_500);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const AT_ONCE = 25;
/** What answers of the last round may still hold on to; a leak of one request's data is ten times as much. */
const MAX_GROWTH_BYTES = 24_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let bff: Bff;
let roles: readonly Readonly<Record<string, string>>[];
beforeAll(async () => {
  ({ bff } = await startBehindProxy({ LOG_LEVEL: 'warn' }));
  const token = async (scope: string) => (await makeServiceToken(bff, [scope])).headers;
  roles = [
    {},
    ...Object.values(PEOPLE_HEADERS),
    await token('read'),
    await token('write'),
    await token('metrics'),
  ];
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

const STACK = /\n\s+at |node:internal|\.ts:\d+/;

function expectSound({ method, path }: FuzzRequest, answer: Answer, name: string): void {
  expect(answer.status, name).toBeLessThan(500);
  expect(answer.text, name).not.toMatch(STACK);
  expect(answer.header('x-request-id'), name).not.toBe('');
  expect(answer.headers['access-control-allow-origin'], name).toBeUndefined();
  if (answer.status < 400 || method === 'HEAD') return;
  // People come to the login with their browsers and are told in their language.
  if (answer.header('content-type').startsWith('text/html')) expect(path, name).toMatch(/^\/auth\//);
  else expect(answer.as(problemSchema).status, name).toBe(answer.status);
}

async function send(request: FuzzRequest): Promise<Answer> {
  const { method, path, headers, body } = request;
  return bff.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
}

describe('requests that nobody in their right mind would send', () => {
  it(
    `S4 S5 H15: ${REQUESTS} of them (seed ${SEED}) do no harm, on any route, by anybody`,
    async () => {
      const requests = new SeededRequests(new SeededRandom(SEED), roles);
      const prototype = Object.getOwnPropertyNames(Object.prototype).join();
      let memory = 0;
      const statuses = new Map<number, number>();
      for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
        const batch = Array.from({ length: AT_ONCE }, () => requests.next());
        const answers = await Promise.all(batch.map(send));
        for (const [index, answer] of answers.entries()) {
          const request = batch[index] as FuzzRequest;
          expectSound(request, answer, `seed ${SEED}, request ${sent + index}: ${JSON.stringify(request)}`);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        }
        expect(bff.log.filter((line) => line.includes('unexpectedly'))).toEqual([]);
        (bff.log as string[]).length = 0;
        if (sent === Math.floor(REQUESTS / 2 / AT_ONCE) * AT_ONCE) memory = heapAfterGarbage();
      }
      expect(heapAfterGarbage() - memory).toBeLessThan(MAX_GROWTH_BYTES);
      expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
      expect((await bff.fetch('/api/orders', { headers: PEOPLE_HEADERS.viewer })).status).toBe(200);
      // They are not all refused at the door.
      for (const status of [200, 400, 401, 403, 404, 405, 415, 422])
        expect([...statuses.keys()], `${status}`).toContain(status);
      process.stdout.write(`fuzz: ${JSON.stringify([...statuses].sort(([a], [b]) => a - b))}\n`);
    },
    REQUESTS * 50 + 30_000,
  );
});

function heapAfterGarbage(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
