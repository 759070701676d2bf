import { type Deployment, prepareDeployment } from './deployment.ts';
import { test as base } from './stack.ts';
import { startStack } from './start-stack.ts';

/** The product on a checkout of its own, with the first build in place and running before each test. */
export const test = base.extend<object, { readonly deployment: Deployment }>({
  deployment: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are wanted.
    async ({}, use) => {
      await using deployment = await prepareDeployment();
      await use(deployment);
    },
    { scope: 'worker' },
  ],
  sharedStack: [
    async ({ deployment }, use) => {
      await using stack = await startStack({ root: deployment.root });
      await use(stack);
    },
    { scope: 'worker' },
  ],
  stack: async ({ sharedStack, deployment }, use) => {
    sharedStack.simulator.faults.clear();
    await deployment.reset();
    await sharedStack.restartServer();
    await use(sharedStack);
  },
});

export { expect } from '@playwright/test';
