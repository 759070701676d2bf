import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import {
  CLOCK_OFFSET,
  type DeviceWindow,
  DISK_FULL,
  type EditBegin,
  installDevice,
} from './device-script.ts';
import type { EditedField, Kept } from './history.ts';
import { readOutboxRows } from './read-outbox.ts';
import { Tab, within } from './tab.ts';

export interface DeviceOptions {
  readonly browser: Browser;
  /** Where the app is. */
  readonly origin: string;
  readonly tabCount: number;
  onOutcome(id: number, outcome: 'confirmed' | 'refused'): void;
}

/** One person's computer: a browser profile with several tabs of the app, a clock and a disk. */
export class Device implements AsyncDisposable {
  readonly tabs: readonly Tab[];
  readonly context: BrowserContext;
  #clockOffset = 0;

  private constructor(context: BrowserContext, tabs: readonly Tab[]) {
    this.context = context;
    this.tabs = tabs;
  }

  static async start({ browser, origin, tabCount, onOutcome }: DeviceOptions): Promise<Device> {
    const context = await browser.newContext({ baseURL: origin, locale: 'en-US', timezoneId: 'UTC' });
    await context.addInitScript(installDevice, { clockKey: CLOCK_OFFSET, diskKey: DISK_FULL });
    await context.exposeBinding('reportEdit', (_page, id: number, outcome: 'confirmed' | 'refused') =>
      onOutcome(id, outcome),
    );
    const tabs = Array.from({ length: tabCount }, (_, index) => new Tab(context, `tab ${index + 1}`));
    return new Device(context, tabs);
  }

  /** Opens every tab that is not open, at this address. Resolves when they show these orders. */
  async open(path: string, labels: readonly string[]): Promise<void> {
    const missing = this.tabs.filter(({ state }) => state !== 'open');
    await Promise.all(missing.map((tab) => tab.open(path, labels)));
  }

  async closeTabs(): Promise<void> {
    await Promise.all(this.tabs.map((tab) => tab.close()));
  }

  /** Tells every window what a waking device tells it. */
  async wake(): Promise<void> {
    const wake = () => void window.dispatchEvent(new Event('online'));
    await Promise.all(this.#usable().map((tab) => within(2_000, tab.page.evaluate(wake))));
  }

  /** Sets the clock of the device on, or back where `ms` is negative. */
  async moveClock(ms: number): Promise<void> {
    this.#clockOffset += ms;
    await this.#set(CLOCK_OFFSET, String(this.#clockOffset));
  }

  async setDiskFull(isFull: boolean): Promise<void> {
    await this.#set(DISK_FULL, isFull ? 'yes' : null);
  }

  /** It fails, or is never answered, when a page dies just then, and has to be said to all the others all the same. */
  async setOffline(isOffline: boolean): Promise<void> {
    for (let tries = 1; tries <= 10; tries += 1) {
      const said = this.context.setOffline(isOffline).then(() => true);
      if ((await within(10_000, said)) === true) return;
    }
    throw new Error(`The device could not be taken ${isOffline ? 'offline' : 'online'}.`);
  }

  async stopWorkers(): Promise<void> {
    const [tab] = this.#usable();
    if (tab === undefined) return;
    const stop = async (session: CDPSession) => {
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await session.detach();
    };
    await within(5_000, this.context.newCDPSession(tab.page).then(stop));
  }

  /** What the outbox database holds, read past the app. */
  async readOutbox(): Promise<readonly Kept[]> {
    for (const { page } of this.#usable()) {
      const rows = await within(30_000, page.evaluate(readOutboxRows));
      if (rows !== undefined) return rows;
    }
    throw new Error('No tab is left to read the outbox in.');
  }

  /** Another window, which is closed after use. */
  async openDesk<T>(path: string, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await this.context.newPage();
    try {
      await page.goto(path);
      return await use(page);
    } finally {
      await page.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }

  #usable(): Tab[] {
    return this.tabs.filter(({ state }) => state === 'open');
  }

  async #set(name: string, value: string | null): Promise<void> {
    const [tab] = this.#usable();
    if (tab === undefined) return;
    await within(
      2_000,
      tab.page.evaluate(
        ([key, text]) => (text === null ? localStorage.removeItem(key) : localStorage.setItem(key, text)),
        [name, value] as const,
      ),
    );
  }
}

/** Makes an edit in a tab through the app's own control. `undefined` = the page did not answer. */
export function editIn(
  { page }: Tab,
  edit: { id: number; label: string; field: EditedField; value: string },
): Promise<EditBegin | undefined> {
  return within(
    2_000,
    page.evaluate((wanted) => (globalThis as unknown as DeviceWindow).device.edit(wanted), edit),
  );
}
