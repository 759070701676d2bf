import type { Address, Place } from '../../src/app/address.ts';
import { createCell } from '../../src/store/observable.ts';

export interface MemoryAddress extends Address {
  /** What the line of a browser would show. */
  text(): string;
  back(): void;
}

/** An address with a history of its own, so that a test does not move the page it runs in. */
export function createMemoryAddress(first: string): MemoryAddress {
  const history = [first];
  const cell = createCell(readPlace(first));
  const show = () => cell.set(readPlace(history.at(-1) ?? '/'));
  return {
    subscribe: cell.subscribe,
    current: cell.current,
    text: () => history.at(-1) ?? '',
    go(to, how = 'push') {
      if (how === 'replace') history.pop();
      history.push(to);
      show();
    },
    back() {
      history.pop();
      show();
    },
  };
}

function readPlace(to: string): Place {
  const { pathname, search } = new URL(to, 'http://app.invalid');
  return { path: pathname, search };
}
