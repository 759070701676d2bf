import { test as base } from '@playwright/test';
import { type Stack, startStack } from './start-stack.ts';

export interface WorkerFixtures {
  /** One per worker. Before each test its server runs and no fault is switched on; edits of earlier tests stay. */
  readonly sharedStack: Stack;
}

export interface Fixtures {
  readonly stack: Stack;
}

/** Playwright's test with a running product to look at; `page.goto('/')` opens it. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  sharedStack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are wanted.
    async ({}, use) => {
      await using stack = await startStack();
      await use(stack);
    },
    { scope: 'worker' },
  ],
  stack: async ({ sharedStack }, use) => {
    sharedStack.simulator.faults.clear();
    await sharedStack.startServer();
    await use(sharedStack);
  },
  baseURL: async ({ stack }, use) => use(stack.baseURL),
});

export { expect } from '@playwright/test';
