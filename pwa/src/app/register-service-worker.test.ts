import { describe, expect, test } from 'vitest';
import { createShellWorker } from './register-service-worker.ts';

const HOUR_MS = 3_600_000;

class FakeWorker extends EventTarget {
  state: ServiceWorkerState = 'installing';
  readonly messages: unknown[] = [];

  postMessage(message: unknown): void {
    this.messages.push(message);
  }

  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  checks = 0;

  async update(): Promise<void> {
    this.checks += 1;
  }

  /** A new version has been fetched and waits. */
  find(): FakeWorker {
    const worker = new FakeWorker();
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    this.installing = null;
    this.waiting = worker;
    worker.become('installed');
    return worker;
  }
}

class FakeContainer extends EventTarget {
  controller: FakeWorker | null;
  readonly registration = new FakeRegistration();
  readonly ready: Promise<FakeRegistration>;

  constructor(controller: FakeWorker | null) {
    super();
    this.controller = controller;
    this.ready = Promise.resolve(this.registration);
  }

  async register(): Promise<FakeRegistration> {
    return this.registration;
  }

  takeOver(worker: FakeWorker): void {
    this.registration.waiting = null;
    this.controller = worker;
    this.dispatchEvent(new Event('controllerchange'));
  }
}

async function setUp({ isFirstVisit = false } = {}) {
  const container = new FakeContainer(isFirstVisit ? null : new FakeWorker());
  const world = { now: 0, reloads: 0, sent: Promise.resolve(), page: new EventTarget(), isReachable: true };
  const shell = createShellWorker({
    container: container as unknown as ServiceWorkerContainer,
    scriptUrl: '/service-worker.js',
    page: world.page,
    isReachable: () => world.isReachable,
    now: () => world.now,
    whenNotSending: () => world.sent,
    reload() {
      world.reloads += 1;
    },
  });
  await shell.register();
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { container, world, shell, settle };
}

describe('the first visit', () => {
  test('ends with a shell that starts without a connection, and no update is offered', async () => {
    const { container, world, shell, settle } = await setUp({ isFirstVisit: true });
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
      isReachable: () => true,
      now: () => 0,
      whenNotSending: () => Promise.resolve(),
      reload: () => undefined,
    });
    await shell.register();
    shell.checkForUpdate();
    expect([shell.isReady.current(), shell.update.current().isWaiting]).toEqual([false, false]);
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
    const { container, world, shell, settle } = await setUp();
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
    const { container, world, shell, settle } = await setUp();
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

  test('is looked for once an hour at most', async () => {
    const { container, world, shell } = await setUp();
    shell.checkForUpdate();
    world.now = HOUR_MS;
    shell.checkForUpdate();
    shell.checkForUpdate();
    expect(container.registration.checks).toBe(1);
  });
});
