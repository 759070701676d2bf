import { describe, expect, test } from 'vitest';
import { FakeContainer, FakeRegistration, FakeWorker } from '../../test/support/fake-service-worker.ts';
import { createShellWorker, type ShellWorker } from './shell-worker.ts';

const HOUR_MS = 3_600_000;

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

async function setUp({ isFirstVisit = false, prepare = (_container: FakeContainer) => {} } = {}) {
  const container = new FakeContainer(isFirstVisit ? null : new FakeWorker());
  prepare(container);
  const world = {
    now: 0,
    reloads: 0,
    sent: Promise.resolve(),
    page: new EventTarget(),
    isReachable: true,
    serverBuild: 'this build' as string | null,
  };
  const shell = createShellWorker({
    container: container as unknown as ServiceWorkerContainer,
    scriptUrl: '/service-worker.js',
    page: world.page,
    buildId: 'this build',
    fetchServerBuild: async () => world.serverBuild,
    isReachable: () => world.isReachable,
    now: () => world.now,
    whenNotSending: () => world.sent,
    reload() {
      world.reloads += 1;
    },
  });
  await shell.register();
  return { container, world, shell };
}

describe('the first visit', () => {
  test('ends with a shell that starts without a connection, and no update is offered', async () => {
    const { container, world, shell } = await setUp({ isFirstVisit: true });
    container.takeOver(container.registration.find());
    await settle();
    expect(shell.isReady.current()).toBe(true);
    expect(shell.update.current().isWaiting).toBe(false);
    expect(world.reloads).toBe(0);
  });

  test('without service workers nothing is offered and nothing breaks', async () => {
    const shell = createShellWorker({
      container: undefined,
      scriptUrl: '/service-worker.js',
      page: new EventTarget(),
      buildId: 'this build',
      fetchServerBuild: async () => 'another build',
      isReachable: () => true,
      now: () => 0,
      whenNotSending: () => Promise.resolve(),
      reload: () => undefined,
    });
    await shell.register();
    shell.checkForUpdate();
    await settle();
    expect([shell.isReady.current(), shell.update.current().isWaiting]).toEqual([false, false]);
  });

  test('F-38: a browser that blocks workers without a word breaks nothing', async () => {
    const { shell } = await setUp({
      isFirstVisit: true,
      prepare(container) {
        container.register = async () => undefined;
      },
    });
    shell.checkForUpdate();
    await settle();
    expect(shell.update.current().isWaiting).toBe(false);
  });

  test('a worker that only ends the others is not taken for a shell that starts offline', async () => {
    const ending = new FakeWorker();
    const { container, shell } = await setUp({
      isFirstVisit: true,
      prepare({ registration }) {
        ending.state = 'activating';
        registration.active = ending;
      },
    });
    await settle();
    expect(shell.isReady.current()).toBe(false);
    await container.registration.unregister();
    ending.become('activated');
    await settle();
    expect(shell.isReady.current()).toBe(false);
  });
});

describe('parts are fetched ahead', () => {
  const hasSettled = async (shell: ShellWorker) =>
    await Promise.race([shell.settled.then(() => true), settle().then(() => false)]);
  const neverReady = (container: FakeContainer) => {
    container.ready = new Promise(() => {});
  };

  test('when the shell is stored', async () => {
    const stored = Promise.withResolvers<FakeRegistration>();
    const { container, shell } = await setUp({
      isFirstVisit: true,
      prepare(fresh) {
        fresh.ready = stored.promise;
      },
    });
    expect(await hasSettled(shell)).toBe(false);
    stored.resolve(container.registration);
    expect(await hasSettled(shell)).toBe(true);
  });

  test('when the shell cannot be stored at the second attempt either, for instance on a full device', async () => {
    const { container, shell } = await setUp({ isFirstVisit: true, prepare: neverReady });
    container.registration.begin().become('redundant');
    expect([await hasSettled(shell), container.registered]).toEqual([false, 1]);
    container.registration = new FakeRegistration();
    shell.checkForUpdate();
    await settle();
    expect(container.registered).toBe(2);
    container.registration.begin().become('redundant');
    expect(await hasSettled(shell)).toBe(true);
    shell.checkForUpdate();
    await settle();
    expect(container.registered).toBe(2);
  });

  test('when there are no workers, or none is allowed', async () => {
    const { shell } = await setUp({
      isFirstVisit: true,
      prepare(container) {
        neverReady(container);
        container.register = async () => undefined;
      },
    });
    expect(await hasSettled(shell)).toBe(true);
  });
});

describe('a new version', () => {
  test('F-26: is offered and changes nothing until somebody accepts it', async () => {
    const { container, world, shell } = await setUp();
    const worker = container.registration.find();
    expect(shell.update.current().isWaiting).toBe(true);
    expect([worker.messages, world.reloads]).toEqual([[], 0]);
  });

  test('F-26: reloads the window that accepts it once its edits are through', async () => {
    const { container, world, shell } = await setUp();
    const sending = Promise.withResolvers<void>();
    world.sent = sending.promise;
    const worker = container.registration.find();
    shell.update.current().apply();
    expect(worker.messages).toEqual([{ type: 'SKIP_WAITING' }]);
    container.takeOver(worker);
    await settle();
    expect(world.reloads).toBe(0);
    sending.resolve();
    await settle();
    expect(world.reloads).toBe(1);
  });

  test('F-27: accepted in another window does not reload this one, which is offered a reload', async () => {
    const { container, world, shell } = await setUp();
    const worker = container.registration.find();
    container.takeOver(worker);
    await settle();
    expect([world.reloads, shell.update.current().isWaiting]).toEqual([0, true]);
    shell.update.current().apply();
    await settle();
    expect(world.reloads).toBe(1);
  });

  test('F-28: a part of the app that is gone from the server has a reload offered, but not offline', async () => {
    const { world, shell } = await setUp();
    world.isReachable = false;
    world.page.dispatchEvent(new Event('vite:preloadError'));
    expect(shell.update.current().isWaiting).toBe(false);
    world.isReachable = true;
    world.page.dispatchEvent(new Event('vite:preloadError'));
    expect([shell.update.current().isWaiting, world.reloads]).toEqual([true, 0]);
  });

  test('is looked for when the server has first answered, and once an hour at most', async () => {
    const { container, world, shell } = await setUp();
    shell.checkForUpdate();
    world.now = HOUR_MS - 1;
    shell.checkForUpdate();
    expect(container.registration.checks).toBe(1);
    world.now = HOUR_MS;
    shell.checkForUpdate();
    shell.checkForUpdate();
    expect(container.registration.checks).toBe(2);
  });

  test('F-26: accepted twice reloads once', async () => {
    const { container, world, shell } = await setUp();
    const worker = container.registration.find();
    shell.update.current().apply();
    shell.update.current().apply();
    container.takeOver(worker);
    shell.update.current().apply();
    await settle();
    expect([world.reloads, container.registration.isRegistered]).toEqual([1, true]);
  });
});

describe('F-29: a window whose build is not that of the server', () => {
  async function setUpStale(serverBuild: string | null = 'next build') {
    const parts = await setUp();
    parts.world.serverBuild = serverBuild;
    parts.shell.checkForUpdate();
    await settle();
    const state = () => ({
      isOffered: parts.shell.update.current().isWaiting,
      isRegistered: parts.container.registration.isRegistered,
      reloads: parts.world.reloads,
    });
    return { ...parts, state };
  }

  test('looks for the new worker; where there is none, a reload past the stuck one is offered', async () => {
    const { container, world, shell, state } = await setUpStale();
    expect(container.registration.checks).toBe(1);
    expect(state()).toEqual({ isOffered: true, isRegistered: true, reloads: 0 });
    const sending = Promise.withResolvers<void>();
    world.sent = sending.promise;
    shell.update.current().apply();
    await settle();
    expect(state()).toEqual({ isOffered: true, isRegistered: true, reloads: 0 });
    sending.resolve();
    await settle();
    expect(state()).toEqual({ isOffered: true, isRegistered: false, reloads: 1 });
  });

  test.each(['this build', null])('is offered nothing while the server says %s', async (serverBuild) => {
    const { state } = await setUpStale(serverBuild);
    expect(state().isOffered).toBe(false);
  });

  test('is offered the new worker when it is there, and goes on as it is when that cannot be stored', async () => {
    const { container, world, shell } = await setUp();
    const failing = container.registration.begin();
    world.serverBuild = 'next build';
    shell.checkForUpdate();
    await settle();
    failing.become('redundant');
    await settle();
    expect(shell.update.current().isWaiting).toBe(false);
    container.registration.find();
    expect(shell.update.current().isWaiting).toBe(true);
  });

  test('needs no more than a reload where another window has let the new worker in', async () => {
    const { container, shell, state } = await setUpStale();
    container.takeOver(container.registration.find());
    shell.update.current().apply();
    await settle();
    expect(state()).toEqual({ isOffered: true, isRegistered: true, reloads: 1 });
  });

  test('keeps its worker without a connection, for there is no other shell to start from', async () => {
    const { world, shell, state } = await setUpStale();
    world.isReachable = false;
    shell.update.current().apply();
    await settle();
    expect(state()).toMatchObject({ isRegistered: true, reloads: 1 });
  });

  test('gets past a new worker that was let in and does not come, not before ten seconds', async () => {
    const { container, world, shell, state } = await setUpStale();
    const worker = container.registration.find();
    shell.update.current().apply();
    world.now = 9_999;
    shell.update.current().apply();
    await settle();
    expect(worker.messages).toHaveLength(2);
    expect(state()).toMatchObject({ isRegistered: true, reloads: 0 });
    world.now = 10_000;
    shell.update.current().apply();
    await settle();
    expect(state()).toMatchObject({ isRegistered: false, reloads: 1 });
  });
});
