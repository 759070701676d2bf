import { expect, onTestFinished, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { ErrorBoundary } from '../src/app/error-boundary.tsx';

test('a part that fails says so, spares its neighbours and can be tried again', async () => {
  // React reports what a boundary caught; here it is meant to.
  const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => report.mockRestore());
  let isBroken = true;
  function Part() {
    if (isBroken) throw new Error('broken on purpose');
    return <p>Here again</p>;
  }
  const screen = await render(
    <>
      <ErrorBoundary part="The list of orders">
        <Part />
      </ErrorBoundary>
      <p>Neighbour</p>
    </>,
  );
  await expect.element(screen.getByRole('alert')).toMatchTextContent('The list of orders cannot be shown');
  await expect.element(screen.getByText('Neighbour')).toBeVisible();
  isBroken = false;
  await screen.getByRole('button', { name: 'Try again' }).click();
  await expect.element(screen.getByText('Here again')).toBeVisible();
});
