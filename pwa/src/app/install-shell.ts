import { type Cell, createCell, type Observable } from '../store/observable.ts';
import { workerAddress } from '../ui/trusted-script.ts';

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

/** A device that has no space does not fetch the same again and again. */
const MOST_ATTEMPTS = 2;

/** Stores the app's shell on this device, by its service worker. */
export function installShell({
  container,
  scriptUrl,
  onWaiting,
}: ShellInstallationOptions): ShellInstallation {
  const isReady: Cell<boolean> = createCell(false);
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let registration: ServiceWorkerRegistration | null = null;
  let attempts = 0;
  let isFailed = false;

  const onFailure = () => {
    // Without its update the shell of before stays.
    if (registration?.active) return;
    isFailed = true;
    if (attempts === MOST_ATTEMPTS) settle();
  };
  const register = async (workers: ServiceWorkerContainer) => {
    attempts += 1;
    isFailed = false;
    // Where workers are blocked, some browsers answer with nothing.
    registration = (await workers.register(workerAddress(scriptUrl)).catch(() => null)) ?? null;
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
      if (container !== undefined && isFailed && attempts < MOST_ATTEMPTS) void register(container);
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
  // The first one is followed twice: it is both there already and found.
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
