import type { Page } from '@playwright/test';
import type { EditedField } from './history.ts';
import type { World } from './world.ts';

interface ShownConflict {
  readonly label: string;
  readonly values: readonly { readonly field: EditedField; readonly mine: string }[];
}

/**
 * Has the person decide what is in conflict, at random, in the list of pending edits. Orders that somebody edits in
 * the same moment are left for the next time: what is pressed then might be about another value than the one read.
 * Where it is quiet an edit without an outcome is one that another tab's took the place of before it was drawn.
 */
export async function decideConflicts(world: World, { isQuiet = false } = {}): Promise<void> {
  const kept = await world.device.readOutbox().catch(() => []);
  if (!kept.some(({ state }) => state === 'conflict')) return;
  // Before the list is opened, so that what it reads has every edit of the other orders in it.
  const edited = isQuiet ? new Set<string>() : editedLabels(world);
  try {
    await world.device.openDesk('/?panel=edits', async (page) => {
      const list = page.getByRole('dialog', { name: 'Pending edits' });
      await list.getByRole('button', { name: 'Keep mine' }).first().waitFor({ timeout: 10_000 });
      for (const conflict of await page.evaluate(readConflicts)) {
        if (!edited.has(conflict.label)) await decide(world, page, conflict);
      }
    });
  } catch (failure) {
    // The network may be away, the disk full, the conflict gone: there is a next time.
    world.note('not decided', { text: String(failure) });
  }
}

/** Orders with an edit of which nothing has been seen yet, in a tab where that may still come. */
function editedLabels({ history, device }: World): Set<string> {
  const living = new Set(device.tabs.filter(({ state }) => state !== 'gone').map(({ name }) => name));
  const open = history.edits.filter(({ endedAt, tab }) => endedAt === null && living.has(tab));
  return new Set(open.map(({ label }) => label));
}

async function decide(world: World, page: Page, { label, values }: ShownConflict): Promise<void> {
  const { orders, history, random } = world;
  const order = orders.find((played) => played.label === label);
  if (order === undefined) return;
  const choice = random.pick(['mine', 'theirs'] as const);
  for (const { field, mine } of values) {
    history.decisions.push({ recordId: order.recordId, field, value: mine, choice });
    world.note('decide', { label, field, value: mine, choice });
  }
  const entry = page.getByRole('listitem', { name: `Edit of ${label}`, exact: true });
  const name = choice === 'mine' ? 'Keep mine' : 'Take theirs';
  await entry.getByRole('button', { name }).click({ timeout: 10_000 });
  await entry.getByRole('button', { name }).waitFor({ state: 'detached', timeout: 15_000 });
}

/** In the page: what the list of pending edits says about each conflict. */
function readConflicts(): ShownConflict[] {
  return [...document.querySelectorAll('li[data-state="conflict"]')].map((entry) => ({
    label: (entry.getAttribute('aria-label') ?? '').replace('Edit of ', ''),
    values: [...entry.querySelectorAll('dl')].map((list) => {
      const terms = [...list.querySelectorAll('dt')].map((term) => term.textContent ?? '');
      const values = [...list.querySelectorAll('dd')].map((value) => value.textContent ?? '');
      const field = terms[0]?.startsWith('Status') ? 'Status' : 'Priority';
      return { field, mine: values[terms.indexOf('You set')] ?? '' };
    }),
  }));
}
