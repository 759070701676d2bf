/**
 * An AbortSignal that fires on the first request to stop. Later ones change nothing: npm passes a Ctrl-C on
 * that the terminal has already delivered, so the second is not an impatient user.
 */
export function stopOnSignals() {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => stopping.abort());
  }
  return stopping.signal;
}
