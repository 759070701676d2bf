/** Lets the page draw and answer before the next piece of work. */
export function pause(): Promise<void> {
  if ('scheduler' in globalThis && typeof globalThis.scheduler.yield === 'function')
    return globalThis.scheduler.yield();
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
