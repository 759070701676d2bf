import { type Cell, createCell, type Observable } from '../store/observable.ts';

export interface ShellInstallationOptions {
  /** `undefined` = no workers here. */
  readonly container: ServiceWorkerContainer | undefined;
  readonly scriptUrl: string;
  /** A worker has been installed and waits; also called when it takes over by itself, as the first does. */
  onWaiting(): void;
}

export interface ShellInstallation {
  /** `null` = there is none, or none yet. */
  readonly registration: ServiceWorkerRegistration | null;
  /** Whether the shell is stored, so that the app starts without a connection. */
  readonly isReady: Observable<boolean>;
  /** Resolves when the shell is stored, or when it is known that it will not be: in an old browser, on a full device. */
  readonly settled: Promise<void>;
  install(): Promise<void>;
  /** Tries once more if it has failed, perhaps because the connection was lost half-way; else does nothing. */
  installAgain(): void;
}

/** Stores the app's shell on this device, by its service worker. */
export function installShell({
  container,
  scriptUrl,
  onWaiting,
}: ShellInstallationOptions): ShellInstallation {
  const isReady: Cell<boolean> = createCell(false);
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let registration: ServiceWorkerRegistration | null = null;
  let failures = 0;
  let isFailed = false;

  const onFailure = () => {
    // Without its update the shell of before stays.
    if (registration?.active) return;
    isFailed = true;
    failures += 1;
    if (failures > 1) settle();
  };
  const register = async (workers: ServiceWorkerContainer) => {
    // Where workers are blocked, some browsers answer with nothing.
    registration = (await workers.register(scriptUrl).catch(() => null)) ?? null;
    if (registration === null) settle();
    else followWorkers(registration, { onWaiting, onFailure });
  };

  return {
    get registration() {
      return registration;
    },
    isReady,
    settled,
    async install() {
      if (container === undefined) return settle();
      void untilKept(container).then(isReady.set).then(settle);
      await register(container);
    },
    installAgain() {
      if (container === undefined || !isFailed || failures > 1) return;
      isFailed = false;
      void register(container);
    },
  };
}

/** Resolves with whether there is a worker to stay: one that ends the others is active as well, for a moment. */
async function untilKept(container: ServiceWorkerContainer): Promise<boolean> {
  const { active } = await container.ready;
  if (active?.state === 'activating') {
    await new Promise((resolve) => {
      active.addEventListener('statechange', resolve, { once: true });
    });
  }
  return (await container.getRegistration()) !== undefined;
}

interface WorkerEvents {
  onWaiting(): void;
  /** One that was being installed is given up. */
  onFailure(): void;
}

function followWorkers(
  registration: ServiceWorkerRegistration,
  { onWaiting, onFailure }: WorkerEvents,
): void {
  const follow = (worker: ServiceWorker | null) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') onWaiting();
      if (worker.state === 'redundant') onFailure();
    });
  };
  if (registration.waiting !== null) onWaiting();
  follow(registration.installing);
  registration.addEventListener('updatefound', () => follow(registration.installing));
}
