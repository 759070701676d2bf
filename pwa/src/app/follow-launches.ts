import type { Address } from './address.ts';
import { protocolPlace } from './protocol-link.ts';

interface LaunchQueue {
  setConsumer(consumer: (launch: { targetURL?: string }) => void): void;
}

/**
 * An installed app that is opened by a link stays in its window and goes to the place of the link; one that is started
 * by a `web+order:` link begins at its order.
 */
export function followLaunches(address: Address): void {
  const first = protocolPlace(address.current().search);
  if (first !== null) address.go(first, 'replace');
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  let isStart = true;
  launchQueue?.setConsumer(({ targetURL }) => {
    const isOfStart = isStart;
    isStart = false;
    if (targetURL === undefined) return;
    const { pathname, search, href } = new URL(targetURL);
    const place = protocolPlace(search);
    // The icon of the app only brings its window to the front: that shows a view already.
    if (place === null && pathname + search === '/') return;
    // The launch that opened this window has been followed above.
    if (place !== null ? !(isOfStart && place === first) : href !== window.location.href)
      address.go(place ?? pathname + search);
  });
}
