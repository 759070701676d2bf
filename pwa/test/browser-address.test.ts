import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createBrowserAddress } from '../src/app/address.ts';

beforeEach(() => {
  const { href } = window.location;
  onTestFinished(() => window.history.replaceState(null, '', href));
});

test('a step goes into the history and comes back from it', async () => {
  using address = createBrowserAddress();
  address.go('/orders/ORD-1?page=2');
  expect(window.location.pathname + window.location.search).toBe('/orders/ORD-1?page=2');
  address.go('/?q=a');
  const moved = new Promise<void>((resolve) => address.subscribe(resolve));
  window.history.back();
  await moved;
  expect(address.current()).toEqual({ path: '/orders/ORD-1', search: '?page=2' });
});

test('what is typed is current at once, and written to the line when it rests', () => {
  vi.useFakeTimers();
  const write = vi.spyOn(window.history, 'replaceState');
  onTestFinished(() => {
    vi.useRealTimers();
    write.mockRestore();
  });
  using address = createBrowserAddress();
  for (const text of ['f', 'fa', 'fab']) {
    address.go(`/?q=${text}`, 'replace');
    expect(address.current().search).toBe(`?q=${text}`);
  }
  expect(write).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(write).toHaveBeenCalledExactlyOnceWith(null, '', '/?q=fab');
});

test('what was typed is in the history before the next step', () => {
  const write = vi.spyOn(window.history, 'replaceState');
  onTestFinished(() => write.mockRestore());
  using address = createBrowserAddress();
  address.go('/?q=fab', 'replace');
  address.go('/orders/ORD-1');
  expect(write).toHaveBeenCalledExactlyOnceWith(null, '', '/?q=fab');
  expect(window.location.pathname).toBe('/orders/ORD-1');
});

test('after its end it follows nothing any more', () => {
  const heard = vi.fn();
  {
    using address = createBrowserAddress();
    address.subscribe(heard);
  }
  window.dispatchEvent(new PopStateEvent('popstate'));
  expect(heard).not.toHaveBeenCalled();
});
