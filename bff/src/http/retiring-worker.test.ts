import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { RETIRING_WORKER } from './retiring-worker.ts';

type Listener = (event: { waitUntil(work: Promise<void>): void }) => void;

/** Runs the worker in a scope that notes what is done to it. */
function run({ windows = 0 } = {}) {
  const done: string[] = [];
  const listeners = new Map<string, Listener>();
  const scope = {
    addEventListener: (type: string, listener: Listener) => void listeners.set(type, listener),
    skipWaiting: async () => void done.push('does not wait'),
    registration: { unregister: async () => void done.push('unregistered') },
    clients: {
      async matchAll(options: object) {
        // Left out, it would name windows as well that have no worker: they would load again for ever.
        expect(options).toEqual({ type: 'window' });
        return Array.from({ length: windows }, (_, number) => ({
          url: `/orders/${number}`,
          navigate: async (url: string) => {
            done.push(`loads ${url}`);
            throw new TypeError('The window is gone.');
          },
        }));
      },
    },
  };
  const caches = {
    keys: async () => ['precache', 'previous-build'],
    delete: async (name: string) => void done.push(`deleted ${name}`),
  };
  runInNewContext(RETIRING_WORKER, { self: scope, caches });
  const dispatch = async (type: string) => {
    const work: Promise<void>[] = [];
    listeners.get(type)?.({ waitUntil: (more) => void work.push(more) });
    await Promise.all(work);
  };
  return { done, dispatch };
}

describe('the worker that ends all others', () => {
  it('takes over at once, forgets the shell, ends itself, and then lets its windows load from the server', async () => {
    const { done, dispatch } = run({ windows: 2 });
    await dispatch('install');
    await dispatch('activate');
    expect(done).toEqual([
      'does not wait',
      'deleted precache',
      'deleted previous-build',
      'unregistered',
      'loads /orders/0',
      'loads /orders/1',
    ]);
  });

  it('reloads nothing where no window was in its care', async () => {
    const { done, dispatch } = run();
    await dispatch('activate');
    expect(done.at(-1)).toBe('unregistered');
  });

  it('touches no database', () => {
    expect(RETIRING_WORKER).not.toMatch(/indexedDB|localStorage/);
  });
});
