import '../../src/ui/tokens.css';
import '../../src/ui/base.css';
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { App } from '../../src/app/app.tsx';
import { createCell } from '../../src/store/observable.ts';
import { createFakeServices, type FakeServicesOptions } from './fake-services.ts';
import { createMemoryAddress } from './memory-address.ts';

interface DashboardOptions extends FakeServicesOptions {
  readonly path?: string;
  readonly width?: number;
  /** What the browser has kept of an earlier start. */
  readonly remembered?: Readonly<Record<string, string>>;
}

/** Noon, so that the orders of the last hours are of today. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');

/** The whole app over fake services, in a window as wide as a laptop's unless the test wants another. */
export async function renderDashboard({
  path = '/',
  width = 1280,
  remembered = {},
  ...options
}: DashboardOptions = {}) {
  await page.viewport(width, 900);
  localStorage.clear();
  for (const [key, value] of Object.entries(remembered)) localStorage.setItem(key, value);
  delete document.documentElement.dataset['theme'];
  const fake = createFakeServices({ count: 300, nowMs: NOW, ...options });
  const address = createMemoryAddress(path);
  const installPrompt = createCell<(() => void) | null>(null);
  const screen = await render(
    <App services={fake.services} address={address} installPrompt={installPrompt} />,
  );
  return {
    screen,
    fake,
    address,
    installPrompt,
    table: screen.getByRole('table', { name: 'Orders', exact: true }),
  };
}

export type Dashboard = Awaited<ReturnType<typeof renderDashboard>>;

/** What `read` gives in the end; a machine that is busy with other things is no reason to fail. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 20_000 });
}

/** The texts of one column, top to bottom. */
export function columnTexts(column: string): string[] {
  return [...document.querySelectorAll(`tbody td[data-column="${column}"]`)].map(
    (cell) => cell.querySelector('select')?.value ?? cell.textContent?.trim() ?? '',
  );
}
