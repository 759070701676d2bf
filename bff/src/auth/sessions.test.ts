import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import type { SessionStore } from '../application/ports.ts';
import { createMemorySessionStore } from '../memory/memory-session-store.ts';
import { ABSOLUTE_MS, IDLE_MS, Sessions, sessionKey } from './sessions.ts';

const ISSUER = 'https://login.example';
const MINUTE = 60_000;

const identity = { id: 'u-1', name: 'Zoë', email: null, groups: ['staff'] };
const login = { issuer: ISSUER, identity, loginId: 'login-1' };

let clock: FakeClock;
let store: SessionStore;
let sessions: Sessions;
beforeEach(() => {
  clock = new FakeClock();
  store = createMemorySessionStore(clock);
  sessions = new Sessions(store, clock);
});

/** A store that notes what is written to it. */
function watched(inner: SessionStore) {
  const written: string[] = [];
  const set: SessionStore['set'] = async (...entry) => {
    written.push(JSON.stringify(entry));
    await inner.set(...entry);
  };
  return { written, store: { ...inner, set } };
}

describe('sessions', () => {
  test('are found by their id, on any replica', async () => {
    const id = await sessions.start(login);
    const expected = { ...login, startedAt: clock.now() };
    expect(await sessions.find(id)).toEqual(expected);
    expect(await new Sessions(store, clock).find(id)).toEqual(expected);
    expect(await sessions.find(`${id.slice(1)}x`)).toBeNull();
  });

  test('S1: are kept under a hash, so that the store knows no id', async () => {
    const { written, store: watchedStore } = watched(store);
    const id = await new Sessions(watchedStore, clock).start(login);
    expect(written).toHaveLength(3);
    expect(written.join()).not.toContain(id);
    expect(written.join()).toContain(sessionKey(id));
  });

  test('live on with every request, and note one a minute', async () => {
    const { written, store: watchedStore } = watched(store);
    const own = new Sessions(watchedStore, clock);
    const id = await own.start(login);
    written.length = 0;
    for (let second = 0; second < 120; second++) {
      clock.jump(1_000);
      await own.find(id);
    }
    expect(written).toHaveLength(2);
    clock.jump(IDLE_MS - 1);
    expect(await own.find(id)).not.toBeNull();
  });

  test('end when idle too long', async () => {
    const id = await sessions.start(login);
    clock.jump(IDLE_MS);
    expect(await sessions.find(id)).toBeNull();
  });

  test('S1: end at the absolute limit, even where the store keeps them longer', async () => {
    const immortal = new Map<string, string>();
    const own = new Sessions(
      {
        ...store,
        get: async (key) => immortal.get(key) ?? null,
        set: async (key, value) => void immortal.set(key, value),
      },
      clock,
    );
    const id = await own.start(login);
    clock.jump(ABSOLUTE_MS - 1);
    expect(await own.find(id)).not.toBeNull();
    clock.jump(1);
    expect(await own.find(id)).toBeNull();
  });

  test('stay ended when a request on another replica is noted at that moment', async () => {
    const id = await sessions.start(login);
    const set: SessionStore['set'] = async (...entry) => {
      await sessions.end(sessionKey(id));
      await store.set(...entry);
    };
    clock.jump(MINUTE);
    await new Sessions({ ...store, set }, clock).find(id);
    expect(await sessions.find(id)).toBeNull();
  });

  test('of another version of the program are as good as ended', async () => {
    const id = await sessions.start(login);
    await store.set(sessionKey(id), '{"user":"u-1"}', MINUTE);
    expect(await sessions.find(id)).toBeNull();
  });
});

describe('a login that the provider ends', () => {
  test('ends the one session that it began', async () => {
    const ids = [
      await sessions.start(login),
      await sessions.start({ ...login, loginId: 'login-2' }),
      await sessions.start({ ...login, issuer: 'https://other.example' }),
    ];
    await sessions.endLogin({ issuer: ISSUER, person: 'u-1', loginId: 'login-1' });
    expect(await Promise.all(ids.map(async (id) => (await sessions.find(id)) !== null))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('ends the sessions of that person that do not know their login', async () => {
    const nameless = await sessions.start({ ...login, loginId: null });
    const other = await sessions.start({ ...login, identity: { ...identity, id: 'u-2' }, loginId: null });
    await sessions.endLogin({ issuer: ISSUER, person: 'u-1', loginId: 'login-9' });
    expect(await sessions.find(nameless)).toBeNull();
    expect(await sessions.find(other)).not.toBeNull();
  });

  test('by the person alone ends all of theirs', async () => {
    const ids = [await sessions.start(login), await sessions.start({ ...login, loginId: null })];
    const other = await sessions.start({ ...login, identity: { ...identity, id: 'u-2' } });
    await sessions.endLogin({ issuer: ISSUER, person: 'u-1', loginId: null });
    for (const id of ids) expect(await sessions.find(id)).toBeNull();
    expect(await sessions.find(other)).not.toBeNull();
  });

  test('takes nothing from the store but what belongs to it', async () => {
    const id = await sessions.start(login);
    await sessions.endLogin({ issuer: ISSUER, person: null, loginId: 'u-1' });
    await sessions.endLogin({ issuer: ISSUER, person: 'login-1', loginId: null });
    expect(await sessions.find(id)).not.toBeNull();
  });
});

describe('while the store is away', () => {
  test('a session that was seen a moment ago counts, one that was found ended does not', async () => {
    let isAway = false;
    const get: SessionStore['get'] = (key) =>
      isAway ? Promise.reject(new Error('The store is away.')) : store.get(key);
    const own = new Sessions({ ...store, get }, clock);
    const [seen, ended] = [await own.start(login), await own.start(login)];
    await own.find(seen);
    await own.find(ended);
    await own.end(sessionKey(ended));
    isAway = true;
    clock.jump(5 * MINUTE - 1);
    expect(await own.find(seen)).toMatchObject({ identity });
    await expect(own.find(ended)).rejects.toThrow('away');
    clock.jump(1);
    await expect(own.find(seen)).rejects.toThrow('away');
  });

  test('at the moment a request is noted, nobody is turned away', async () => {
    const id = await sessions.start(login);
    clock.jump(MINUTE);
    const set: SessionStore['set'] = () => Promise.reject(new Error('The store is away.'));
    expect(await new Sessions({ ...store, set }, clock).find(id)).not.toBeNull();
  });
});
