import axe from 'axe-core';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { type Dashboard, renderDashboard } from './support/render-dashboard.tsx';
import { SERVER_STATUS } from './support/server-status.ts';
import { settled } from './support/settled.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const SCREENS: Record<string, () => Promise<Dashboard>> = {
  'the server status': async () => {
    const dashboard = await renderDashboard();
    const failures = [{ at: '2026-12-01T03:00:00.000Z', text: 'reading Airtable failed' }];
    dashboard.fake.serverStatus.set({ ...SERVER_STATUS, state: 'degraded', failures });
    dashboard.address.go('/?panel=status');
    await expect.element(dashboard.screen.getByRole('region', { name: 'In short' })).toBeVisible();
    return dashboard;
  },
  dashboard: async () => {
    const dashboard = await renderDashboard();
    await expect.element(dashboard.screen.getByRole('figure', { name: 'Orders by status' })).toBeVisible();
    return dashboard;
  },
  'charts as tables, filtered, and recent changes': async () => {
    const dashboard = await renderDashboard({ path: '/?status=Shipped' });
    dashboard.fake.seen.set([
      {
        id: 1,
        recordId: 'rec1',
        label: 'ORD-000003',
        at: Date.now(),
        kind: 'changed',
        differences: [{ field: 'status', from: 'Pending', to: 'Shipped' }],
        isOwn: true,
      },
    ]);
    await dashboard.screen.getByRole('button', { name: /^Recent changes/ }).click();
    for (const name of ['Orders per day, last 30 days', 'Orders by status', 'Orders by priority']) {
      const figure = dashboard.screen.getByRole('figure', { name });
      await figure.getByRole('button', { name: 'Show numbers' }).click();
      await expect.element(figure.getByRole('table')).toBeVisible();
    }
    return dashboard;
  },
  'an open order': async () => {
    const dashboard = await renderDashboard({ path: '/orders/ORD-000003?sort=orderId' });
    await expect.element(dashboard.screen.getByRole('dialog', { name: 'ORD-000003' })).toBeVisible();
    return dashboard;
  },
  'pending edits': async () => {
    const dashboard = await renderDashboard({ path: '/?panel=edits', isOffline: true });
    const [one, two] = dashboard.fake.orders.current();
    const base = {
      createdAt: Date.now(),
      attempts: 1,
      mayBeApplied: false,
      isBlocked: false,
      canDiscard: true,
      theirsAt: null,
    } as const;
    dashboard.fake.pending.set([
      {
        ...base,
        id: 1,
        recordId: one?.recordId ?? '',
        label: 'ORD-000001',
        state: 'conflict',
        reason: null,
        changes: [{ field: 'status', from: 'Pending', to: 'Shipped', theirs: 'Cancelled' }],
      },
      {
        ...base,
        id: 2,
        recordId: two?.recordId ?? '',
        label: 'ORD-000002',
        state: 'rejected',
        reason: 'Airtable has no such option.',
        changes: [{ field: 'priority', from: null, to: 'High' }],
      },
    ]);
    await expect.element(dashboard.screen.getByRole('button', { name: 'Keep mine' })).toBeVisible();
    return dashboard;
  },
  'an edit to undo, filters and a notice': async () => {
    const dashboard = await renderDashboard({ path: '/?status=Pending,Shipped&page=-1' });
    await dashboard.screen
      .getByRole('combobox', { name: /^Status of/ })
      .first()
      .selectOptions('Delivered');
    await expect.element(dashboard.screen.getByRole('button', { name: 'Undo' })).toBeVisible();
    return dashboard;
  },
  'an open filter': async () => {
    const dashboard = await renderDashboard();
    await dashboard.screen.getByRole('combobox', { name: 'Filter by status' }).click();
    await expect.element(dashboard.screen.getByRole('listbox')).toBeVisible();
    return dashboard;
  },
  'all filters, some in use': async () => {
    const path = '/?created=month&minTotal=1&updated=today&customer=Acme+Tools+KG&sort=status,-createdAt';
    const dashboard = await renderDashboard({ path });
    await dashboard.screen.getByRole('button', { name: 'Filters', exact: true }).click();
    await expect.element(dashboard.screen.getByRole('button', { name: 'This month' })).toBeVisible();
    return dashboard;
  },
  'the choice of columns': async () => {
    const dashboard = await renderDashboard();
    await dashboard.screen.getByRole('button', { name: 'Display', exact: true }).click();
    await expect.element(dashboard.screen.getByRole('radio', { name: 'Compact' })).toBeVisible();
    return dashboard;
  },
  'a selection and what can be done with it': async () => {
    const dashboard = await renderDashboard();
    await dashboard.screen.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await dashboard.screen.getByRole('button', { name: 'Priority of the selection' }).click();
    await expect.element(dashboard.screen.getByRole('menu')).toBeVisible();
    return dashboard;
  },
  'the palette': async () => {
    const dashboard = await renderDashboard();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('ord');
    await expect.element(dashboard.screen.getByRole('option').first()).toBeVisible();
    return dashboard;
  },
  'the keys': async () => {
    const dashboard = await renderDashboard({ path: '/?panel=keys' });
    await expect.element(dashboard.screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    return dashboard;
  },
  'the views': async () => {
    const dashboard = await renderDashboard({ path: '/?panel=views&status=Shipped', storage: null });
    const panel = dashboard.screen.getByRole('dialog', { name: 'Views' });
    const name = panel.getByRole('textbox', { name: 'Name of the new view' });
    await name.fill('Shipped ones');
    await userEvent.keyboard('{Enter}');
    await panel.getByRole('button', { name: 'Delete Shipped ones' }).click();
    await name.fill('Today');
    await userEvent.keyboard('{Enter}');
    await expect.element(panel.getByRole('alert')).toBeVisible();
    return dashboard;
  },
  'the menu of the views': async () => {
    const dashboard = await renderDashboard({ path: '/?view=today&created=today' });
    await dashboard.screen.getByRole('button', { name: /^Views: Today/ }).click();
    await expect.element(dashboard.screen.getByRole('menu')).toBeVisible();
    return dashboard;
  },
  'the ways out of the app': async () => {
    const dashboard = await renderDashboard();
    await dashboard.screen.getByRole('button', { name: 'Export' }).click();
    await expect.element(dashboard.screen.getByRole('menu')).toBeVisible();
    return dashboard;
  },
  'the menu': async () => {
    const dashboard = await renderDashboard();
    await dashboard.screen.getByRole('button', { name: 'Menu' }).click();
    await expect.element(dashboard.screen.getByRole('menu')).toBeVisible();
    return dashboard;
  },
  diagnostics: async () => {
    const dashboard = await renderDashboard({ path: '/diagnostics' });
    dashboard.fake.journal.set([{ id: 1, at: Date.now(), text: 'GET /health: 200', times: 3 }]);
    await expect
      .element(dashboard.screen.getByRole('dialog', { name: 'Diagnostics' }))
      .toMatchTextContent(/GET .health: 200/);
    return dashboard;
  },
  'the question before a sign-out': async () => {
    const dashboard = await renderDashboard();
    dashboard.fake.canSignOut.set(true);
    await dashboard.screen
      .getByRole('combobox', { name: /^Status of/ })
      .first()
      .selectOptions('Delivered');
    await dashboard.screen.getByRole('button', { name: 'Menu' }).click();
    await dashboard.screen.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect.element(dashboard.screen.getByRole('alertdialog')).toBeVisible();
    return dashboard;
  },
  'signed out': async () => {
    const dashboard = await renderDashboard();
    dashboard.fake.account.set({ kind: 'out', authMode: 'oidc', isServerTold: false, isWiped: false });
    await expect.element(dashboard.screen.getByRole('button', { name: 'Sign in' })).toBeVisible();
    return dashboard;
  },
  'an empty device': () => renderDashboard({ phase: 'empty', isOffline: true }),
  'a device being read': () => renderDashboard({ phase: 'opening' }),
  'a phone': () => renderDashboard({ width: 390 }),
};

const cases = Object.keys(SCREENS).flatMap((name) =>
  ['light', 'dark'].map((theme) => [name, theme] as const),
);

test.each(cases)('axe finds nothing wrong: %s, %s', async (name, theme) => {
  await SCREENS[name]?.();
  document.documentElement.dataset['theme'] = theme;
  await settled();
  // Base UI's guards catch the focus that leaves a list; they send it on and are never where it stays.
  const context = { include: [['body']], exclude: [['[data-base-ui-focus-guard]']] };
  const { violations } = await axe.run(context, {
    runOnly: TAGS,
    // The page around the app is the test runner's.
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  expect(violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(told(id))).join('\n')).toBe('');
});

const told = (rule: string) => (node: axe.NodeResult) => `${rule}: ${node.html}\n${node.failureSummary}`;
