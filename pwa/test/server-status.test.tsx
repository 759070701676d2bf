import type { ServerStatus } from '@orders/contract';
import { expect, test } from 'vitest';
import { renderDashboard } from './support/render-dashboard.tsx';
import { SERVER_STATUS } from './support/server-status.ts';

const shown = async (changes: Partial<ServerStatus>) => {
  const dashboard = await renderDashboard();
  dashboard.fake.serverStatus.set({ ...SERVER_STATUS, ...changes });
  dashboard.address.go('/?panel=status');
  const panel = dashboard.screen.getByRole('dialog', { name: 'Server status' });
  await expect.element(panel).toBeVisible();
  return { ...dashboard, panel };
};

test('it says first in words why the data is old, then the figures behind that', async () => {
  const { panel } = await shown({
    state: 'degraded',
    sentences: ['Airtable does not answer, or answers with errors. It is asked again by itself.'],
    failures: [{ at: '2026-12-01T03:00:00.000Z', text: 'reading Airtable failed (failure source-timeout)' }],
  });
  const verdict = panel.getByRole('region', { name: 'In short' });
  await expect.element(verdict).toMatchTextContent(/Airtable does not answer/);
  for (const text of [
    /Read of everything.*12\.3 s.*5,000 orders/,
    /This second.*2 of 5/,
    /This month.*41,000 of 100,000/,
    /By its end.*90,000/,
    /Redis answers/,
    /Replicas.*3/,
    /reading Airtable failed \(failure source-timeout\)/,
  ]) {
    await expect.element(panel).toMatchTextContent(text);
  }
});

test('everything is read anew, and the capsule is a file', async () => {
  const { panel, fake } = await shown({});
  await panel.getByRole('button', { name: 'Read all anew' }).click();
  expect(fake.calls).toContain('syncNow');
  const capsule = panel.getByRole('link', { name: 'Capsule' }).element();
  expect(capsule.getAttribute('href')).toBe('/api/status/capsule');
  expect(capsule.getAttribute('download')).toBe('orders-capsule.json');
});

test('who may not see it is told so', async () => {
  const { screen } = await renderDashboard({ path: '/?panel=status' });
  await expect.element(screen.getByRole('alert')).toHaveTextContent('The status is for administrators.');
});

test('a busy server is said beside the connection', async () => {
  const { screen, fake } = await renderDashboard();
  fake.connection.set({ ...fake.connection.current(), isBusy: true });
  await expect.element(screen.getByRole('status').first()).toMatchTextContent(/^Online, server busy/);
});
