/** Runs work to its end and lets whatever else waits go first after each of its pieces. */
export async function inPieces<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
