import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type { DeviceWindow } from './device-script.ts';
import { EDITED_FIELDS } from './history.ts';

/** A page of the same site that is not the app's: the worker leaves it alone. The proxy has it. */
export const ELSEWHERE = '/docs/elsewhere';

export type TabState = 'gone' | 'opening' | 'open' | 'away' | 'frozen';

/** One tab of the app over its lives: a crashed or closed one can be opened again. */
export class Tab {
  readonly #context: BrowserContext;
  readonly #name: string;
  #life = 0;
  #page: Page | null = null;
  #session: CDPSession | null = null;
  state: TabState = 'gone';

  constructor(context: BrowserContext, name: string) {
    this.#context = context;
    this.#name = name;
  }

  /** Of this life of the tab. */
  get name(): string {
    return `${this.#name}.${this.#life}`;
  }

  get page(): Page {
    if (this.#page === null) throw new Error(`${this.#name} is not open.`);
    return this.#page;
  }

  /** Opens the tab anew and waits until it shows these orders. A page that does not come is tried again. */
  async open(path: string, labels: readonly string[]): Promise<void> {
    await this.close();
    this.state = 'opening';
    for (let tries = 1; ; tries += 1) {
      this.#life += 1;
      const page = await this.#context.newPage();
      this.#page = page;
      page.on('crash', () => {
        if (this.#page === page) this.state = 'gone';
        // A page that is left in this state fails whatever is asked of the whole device.
        page.close().catch(() => {});
      });
      try {
        await page.goto(path);
        await page.waitForFunction(showsAll, { labels, fields: EDITED_FIELDS }, { timeout: 60_000 });
        this.state = 'open';
        return;
      } catch (failure) {
        await within(10_000, page.close());
        if (tries === 5 || this.#context.browser()?.isConnected() !== true) throw failure;
      }
    }
  }

  async close(): Promise<void> {
    const page = this.#page;
    this.#page = null;
    this.#session = null;
    this.state = 'gone';
    if (page !== null) await within(10_000, page.close());
  }

  /** Ends the process that draws it. Other tabs in that process crash, too, and say so themselves. */
  async crash(): Promise<void> {
    const { page } = this;
    const crashed = page.waitForEvent('crash', { timeout: 5_000 });
    const session = await this.#context.newCDPSession(page);
    // Never answered: there is nobody left to.
    session.send('Page.crash').catch(() => {});
    await crashed;
    this.state = 'gone';
  }

  async leave(): Promise<void> {
    this.state = 'away';
    await within(2_000, this.page.evaluate(markPage));
    await within(5_000, this.page.goto(ELSEWHERE));
  }

  /** @returns whether the page came out of the cache as it was, or was loaded anew, or did not come */
  async comeBack(labels: readonly string[]): Promise<'as it was' | 'anew' | 'not'> {
    const { page } = this;
    await within(2_000, page.evaluate(goBack));
    const shows = page.waitForFunction(showsAll, { labels, fields: EDITED_FIELDS }, { timeout: 10_000 });
    const isBack = (await within(12_000, shows)) !== undefined;
    if (this.#page === page) this.state = isBack ? 'open' : 'gone';
    if (!isBack) return 'not';
    return (await within(2_000, page.evaluate(isMarked))) === true ? 'as it was' : 'anew';
  }

  /** Has it look for a new version, and takes that. */
  async update(labels: readonly string[]): Promise<void> {
    const { page } = this;
    this.state = 'opening';
    await within(10_000, page.evaluate(lookForUpdate));
    await within(
      10_000,
      page.getByRole('button', { name: 'New version: reload' }).click({ timeout: 10_000 }),
    );
    const shows = page.waitForFunction(showsAll, { labels, fields: EDITED_FIELDS }, { timeout: 30_000 });
    const isBack = (await within(30_000, shows)) !== undefined;
    if (this.#page === page) this.state = isBack ? 'open' : 'gone';
  }

  /** Stops its scripts at the next one that runs. Nobody is told, and its locks stay held. */
  async freeze(): Promise<void> {
    this.state = 'frozen';
    this.#session = await this.#context.newCDPSession(this.page);
    await this.#session.send('Debugger.enable');
    await this.#session.send('Debugger.pause');
  }

  async thaw(): Promise<void> {
    const session = this.#session;
    if (this.state !== 'frozen') return;
    this.#session = null;
    if (session !== null) {
      await within(2_000, session.send('Debugger.resume'));
      await within(2_000, session.detach());
    }
    this.state = 'open';
  }

  /** What this tab shows, by `label field`. */
  async shown(labels: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const entries = await within(30_000, this.page.evaluate(readShown, { labels, fields: EDITED_FIELDS }));
    return new Map(entries ?? []);
  }
}

/** What came of it, or `undefined` when it failed or took longer: a page may be frozen, or die on the way. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work.catch(() => undefined), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const markPage = () => void Object.assign(globalThis, { isMarked: true });
const isMarked = () => 'isMarked' in globalThis;
const lookForUpdate = async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.update();
};
const goBack = () => history.back();

interface Cells {
  readonly labels: readonly string[];
  readonly fields: typeof EDITED_FIELDS;
}

/** In the page. Unknown options are shown alone, so many options mean that the real ones are there. */
function showsAll({ labels, fields }: Cells): boolean {
  return labels.every((label) =>
    fields.every((field) => {
      const select = document.querySelector<HTMLSelectElement>(`select[aria-label="${field} of ${label}"]`);
      return select !== null && select.options.length > 20;
    }),
  );
}

/** In the page. */
function readShown({ labels, fields }: Cells): [string, string][] {
  const { device } = globalThis as unknown as DeviceWindow;
  return labels.flatMap((label) =>
    fields.flatMap((field): [string, string][] => {
      const value = device.shown(label, field);
      return value === undefined ? [] : [[`${label} ${field}`, value]];
    }),
  );
}
