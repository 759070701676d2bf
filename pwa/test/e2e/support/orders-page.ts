import type { Locator, Page } from '@playwright/test';
import { expect } from './stack.ts';

/** The dashboard as a person with assistive technology finds it: by role and name. */
export class OrdersPage {
  readonly page: Page;
  readonly table: Locator;
  readonly search: Locator;
  readonly connection: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('table', { name: 'Orders', exact: true });
    this.search = page.getByRole('searchbox', { name: 'Search orders' });
    this.connection = page.getByRole('status').filter({ hasText: /^(Online|Offline|Airtable unavailable)/ });
  }

  /** Opens an address of the app and waits until it shows orders. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.untilLoaded();
  }

  async untilLoaded(): Promise<void> {
    await expect(this.rows.nth(1)).toBeVisible();
  }

  /** Waits until this device can go on without a connection. */
  async untilReadyOffline(): Promise<void> {
    await expect(this.connection).toContainText('ready offline', { timeout: 15_000 });
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  /** Header row included. */
  get rows(): Locator {
    return this.table.getByRole('row');
  }

  header(name: string): Locator {
    return this.table.getByRole('columnheader', { name });
  }

  async sortBy(name: string): Promise<void> {
    await this.header(name).getByRole('button').click();
  }

  row(label: string): Locator {
    return this.rows.filter({ hasText: label });
  }

  status(label: string): Locator {
    return this.page.getByRole('combobox', { name: `Status of ${label}` });
  }

  priority(label: string): Locator {
    return this.page.getByRole('combobox', { name: `Priority of ${label}` });
  }

  pendingButton(count: number): Locator {
    return this.page.getByRole('button', { name: count === 1 ? '1 pending edit' : `${count} pending edits` });
  }

  async expectNoPending(): Promise<void> {
    await expect(this.page.getByRole('button', { name: /pending edit/ })).toHaveCount(0);
  }
}
