/** npm's own patience with a stopping service is not known, but people's is: 20 s for everything together. */
const STOP_MS = 15_000;

/**
 * Runs the services that `assemble` adds until one of them ends or a stop is asked for, then stops all, newest
 * first. Returns the exit code: 0 after a stop request, else what the service that ended says.
 */
export async function supervise(signal, assemble) {
  const services = [];
  try {
    await assemble((service) => services.unshift(service));
    const end = await Promise.race([whenAborted(signal), ...services.map(({ ended }) => ended)]);
    if (end.message && !signal.aborted) process.stderr.write(`${end.message}\n`);
    return signal.aborted ? 0 : end.exitCode;
  } finally {
    await stopAll(services);
  }
}

/** Resolves once a stop is asked for. */
export function whenAborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve({ exitCode: 0 });
    else signal.addEventListener('abort', () => resolve({ exitCode: 0 }), { once: true });
  });
}

async function stopAll(services) {
  const deadline = Date.now() + STOP_MS;
  for (const service of services) {
    await service.stop(Math.max(1000, deadline - Date.now()));
  }
}
