import { expect, test } from 'vitest';
import { SyncJournal } from './sync-journal.ts';

const texts = (journal: SyncJournal) => journal.events.current().map(({ text }) => text);

test('the last twenty events are kept, oldest first', () => {
  const journal = new SyncJournal(() => 0);
  for (let index = 1; index <= 30; index += 1) journal.record(`event ${index}`);
  expect(texts(journal)).toHaveLength(20);
  expect(texts(journal).at(0)).toBe('event 11');
  expect(texts(journal).at(-1)).toBe('event 30');
});

test('probes do not push out what matters: the same answer stands once, with how often and when last', async () => {
  let now = 0;
  const journal = new SyncJournal(() => now);
  const fetch = journal.watch(async () => new Response());
  journal.record('Edit 1: ORD-1 waiting');
  for (now = 1; now <= 50; now += 1) await fetch(new Request('http://orders.test/health'));
  expect(journal.events.current()).toMatchObject([
    { text: 'Edit 1: ORD-1 waiting', times: 1 },
    { text: 'GET /health: 200', times: 50, at: 50 },
  ]);
});

test('every request is written down by path and outcome, never by what was asked for or answered', async () => {
  const journal = new SyncJournal(() => 0);
  const answers = [
    async () => Response.json({ customer: 'Secret & Sons' }, { status: 412 }),
    () => Promise.reject(new TypeError('Failed to fetch')),
  ];
  const fetch = journal.watch(() => answers.shift()?.() ?? Promise.reject(new Error('no more')));
  const body = JSON.stringify({ status: 'Secret' });
  await fetch(new Request('http://orders.test/api/orders/rec1?q=Secret', { method: 'PATCH', body }));
  await fetch(new Request('http://orders.test/api/session')).catch(() => undefined);
  const broken = new Request('http://orders.test/api/config', { signal: AbortSignal.abort() });
  await fetch(broken).catch(() => undefined);
  expect(texts(journal)).toEqual([
    'PATCH /api/orders/rec1: 412',
    'GET /api/session: no answer',
    'GET /api/config: broken off',
  ]);
});
