/** For conditions that come true by themselves: looked at often, given up late, since machines may be busy. */
export const PATIENCE = { timeout: 20_000, interval: 5 };
