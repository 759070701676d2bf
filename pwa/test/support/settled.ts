/** Colours are only to be judged when everything has faded in, and what that set off as well. */
export async function settled(): Promise<void> {
  for (let passing = transient(); passing.length > 0; passing = transient()) {
    await Promise.all(passing.map((animation) => animation.finished.catch(() => undefined)));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function transient(): Animation[] {
  return document.getAnimations().filter(({ effect, playState }) => {
    const isEndless = effect?.getTiming().iterations === Number.POSITIVE_INFINITY;
    return !isEndless && playState !== 'finished';
  });
}
