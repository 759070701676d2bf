/** Service workers as a page sees them, in the hands of a test. */
export class FakeWorker extends EventTarget {
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

export class FakeRegistration extends EventTarget {
  active: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  checks = 0;
  isRegistered = true;

  async update(): Promise<void> {
    this.checks += 1;
  }

  async unregister(): Promise<boolean> {
    this.isRegistered = false;
    return true;
  }

  /** A new version is being fetched. */
  begin(): FakeWorker {
    const worker = new FakeWorker();
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    return worker;
  }

  /** A new version has been fetched and waits. */
  find(): FakeWorker {
    const worker = this.begin();
    this.installing = null;
    this.waiting = worker;
    worker.become('installed');
    return worker;
  }
}

export class FakeContainer extends EventTarget {
  controller: FakeWorker | null;
  registration = new FakeRegistration();
  /** How often a worker was registered. */
  registered = 0;
  ready: Promise<FakeRegistration>;

  constructor(controller: FakeWorker | null) {
    super();
    this.controller = controller;
    this.ready = Promise.resolve(this.registration);
  }

  async register(): Promise<FakeRegistration | undefined> {
    this.registered += 1;
    return this.registration;
  }

  async getRegistration(): Promise<FakeRegistration | undefined> {
    return this.registration.isRegistered ? this.registration : undefined;
  }

  takeOver(worker: FakeWorker): void {
    this.registration.waiting = null;
    this.controller = worker;
    this.dispatchEvent(new Event('controllerchange'));
  }
}
