import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { expect } from 'vitest';
import { type Script, ScriptedBff } from './scripted-bff.ts';
import { openWindows, type TestWindow } from './start-services.ts';
import { until } from './until.ts';

/** Two orders that tests edit: Pending and of medium priority at first. */
export const A = recordIdOf(1);
export const B = recordIdOf(2);

/** Opens windows that hold three orders; the script begins when they do. */
export function editWindows() {
  const open = openWindows();
  const openOver = async (script: Script = () => undefined) => {
    const bff = new ScriptedBff([makeOrder(1), makeOrder(2), makeOrder(3)]);
    const window = await open({ bff });
    await until(() => expect(window.orders.current().phase).toBe('ready'));
    bff.script = script;
    return { bff, window };
  };
  return { open, openOver };
}

/** Answers PATCH requests by a script and everything else as ever. */
export function onPatch(script: Script): Script {
  return (request, answer) => (request.method === 'PATCH' ? script(request, answer) : undefined);
}

export function statesOf({ outbox }: TestWindow): string[] {
  return outbox.pending.current().map(({ state }) => state);
}

/** Resolves when Airtable has everything. */
export function isSent(window: TestWindow): Promise<void> {
  return until(() => expect(window.outbox.pending.current()).toEqual([]));
}

export function shownIn(window: TestWindow, recordId: string) {
  return window.orders.current().find(recordId);
}
