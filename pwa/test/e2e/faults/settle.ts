import { decideConflicts } from './decide-conflicts.ts';
import { EDITED_FIELDS, type ShownCell } from './history.ts';
import { CALM } from './request-faults.ts';
import type { World } from './world.ts';

/** Far longer than a busy machine needs. */
const DRAIN_LIMIT_MS = 120_000;
const SCREEN_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 250;
const MINUTES = 60_000;

/**
 * Ends every fault and waits until nothing moves any more; what is left is for the oracle. Tabs that are opened anew
 * start from what the device holds; those that stay have to find the way back by themselves.
 */
export async function settle(
  world: World,
  { path, reopens }: { path: string; reopens: boolean },
): Promise<void> {
  const { device, proxy, stack, labels, history } = world;
  world.note('settling', { reopens });
  proxy.setWeather(CALM);
  stack.simulator.faults.clear();
  await stack.startServer();
  await device.setOffline(false);
  await device.setDiskFull(false);
  if (reopens) await device.closeTabs();
  await device.open(path, labels);
  await device.setDiskFull(false);
  await until(DRAIN_LIMIT_MS, async () => {
    await decideConflicts(world, { isQuiet: true });
    // Whatever waits for its time need not wait longer.
    await device.moveClock(30 * MINUTES);
    await device.wake();
    history.kept = await device.readOutbox();
    return history.kept.length === 0;
  });
  await until(SCREEN_LIMIT_MS, async () => {
    history.screen = await readScreens(world);
    return history.screen.every(({ shown, inAirtable }) => shown === inAirtable);
  });
  world.note('settled', { kept: history.kept.length });
}

async function readScreens({ device, orders, labels, stack }: World): Promise<ShownCell[]> {
  const cells: ShownCell[] = [];
  for (const tab of device.tabs) {
    const shown = await tab.shown(labels);
    for (const { label, recordId } of orders) {
      const record = stack.simulator.people.find(recordId);
      for (const field of EDITED_FIELDS) {
        const inAirtable = record?.fields[field];
        cells.push({
          tab: tab.name,
          label,
          field,
          shown: shown.get(`${label} ${field}`) ?? null,
          inAirtable: typeof inAirtable === 'string' ? inAirtable : null,
        });
      }
    }
  }
  return cells;
}

/** Looks again and again until it is so, or long enough. */
async function until(limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo()) && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
