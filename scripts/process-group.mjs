import { spawn } from 'node:child_process';

const isWindows = process.platform === 'win32';

/**
 * Starts a program as the leader of its own process group: a Ctrl-C typed in the terminal then reaches only
 * the process that supervises it, and whatever the program starts in turn can be ended together with it.
 */
export function startGroup(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: 'inherit',
    ...options,
    detached: !isWindows,
    windowsHide: true,
  });
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, exited, stop: (graceMs) => stopGroup(child, exited, graceMs) };
}

/** Runs a program to its end, or stops it when `signal` aborts. `output` holds what it wrote when `quiet`. */
export async function runGroup(command, args, { signal, quiet = false, graceMs = 5000, ...options } = {}) {
  if (signal?.aborted) return { code: null, signal: 'SIGTERM', output: '' };
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
  const group = startGroup(command, args, { stdio, ...options });
  const chunks = [];
  for (const stream of [group.child.stdout, group.child.stderr]) {
    stream?.on('data', (chunk) => chunks.push(chunk));
  }
  const onAbort = () => group.stop(graceMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  const end = await group.exited;
  signal?.removeEventListener('abort', onAbort);
  if (signal?.aborted) await group.stop(0);
  const output = Buffer.concat(chunks).toString();
  return { ...end, output: end.error ? `${output}${end.error.message}\n` : output };
}

async function stopGroup(child, exited, graceMs) {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    askToStop(child);
    const timer = setTimeout(() => killGroup(child), graceMs);
    await exited;
    clearTimeout(timer);
  }
  killGroup(child);
}

function askToStop(child) {
  // Windows has no SIGTERM: there the closed IPC channel is the request to stop.
  if (isWindows && child.connected) child.disconnect();
  else child.kill('SIGTERM');
}

function killGroup(child) {
  try {
    if (isWindows) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // No process is left in the group, which is what was wanted.
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
}
