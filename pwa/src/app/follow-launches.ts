import type { Address } from './address.ts';

interface LaunchQueue {
  setConsumer(consumer: (launch: { targetURL?: string }) => void): void;
}

/** An installed app that is opened by a link stays in its window and goes to the place of the link. */
export function followLaunches(address: Address): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ targetURL }) => {
    if (targetURL === undefined) return;
    const { pathname, search, href } = new URL(targetURL);
    if (href !== window.location.href) address.go(pathname + search);
  });
}
