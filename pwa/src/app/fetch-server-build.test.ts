import { describe, expect, test } from 'vitest';
import { fetchServerBuild } from './fetch-server-build.ts';

describe('the build that the server has', () => {
  test('is what its version file says, past every cache', async () => {
    const asked: unknown[] = [];
    const build = await fetchServerBuild(async (...request) => {
      asked.push(request);
      return Response.json({ build: 'b375a62e932b' });
    });
    expect(build).toBe('b375a62e932b');
    expect(asked).toEqual([['/version.json', { cache: 'no-store', redirect: 'error' }]]);
  });

  test.each([
    ['a page', () => new Response('<!doctype html>')],
    ['a version file without a build', () => Response.json({ version: 1 })],
    ['a build that is no text', () => Response.json({ build: 7 })],
    ['nothing', () => Response.json(null)],
    ['an error', () => Response.json({ build: 'b' }, { status: 502 })],
  ])('is unknown where the answer is %s', async (_name, answer) => {
    expect(await fetchServerBuild(async () => answer())).toBeNull();
  });

  test('is unknown without a connection', async () => {
    expect(await fetchServerBuild(() => Promise.reject(new TypeError('Failed to fetch')))).toBeNull();
  });
});
