import { spawn } from 'node:child_process';

const isWindows = process.platform === 'win32';

/** Where a started program's output goes: shown as it comes, or kept. */
const SHOWN = ['ignore', 'inherit', 'inherit'];
const KEPT = ['ignore', 'pipe', 'pipe'];

/**
 * Starts a program as the leader of its own process group: a Ctrl-C typed in the terminal then reaches only
 * the process that supervises it, and whatever the program starts in turn can be ended together with it.
 */
export function startGroup(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: SHOWN,
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

/**
 * Starts a Node program that also stops when this process is gone without having said so, and is killed when that
 * takes longer than `graceMs`.
 */
export function startNode(node, args, { stdio = SHOWN, graceMs = 15_000, ...options } = {}) {
  const leash = new URL(`leash.mjs?graceMs=${graceMs}`, import.meta.url).href;
  return startGroup(node, ['--import', leash, ...args], { ...options, stdio: [...stdio, 'ipc'] });
}

/** Runs a program to its end, or stops it when `signal` aborts. Returns what it wrote. */
export function runQuietly(command, args, { signal, ...options } = {}) {
  return untilItEnds(() => startGroup(command, args, { ...options, stdio: KEPT }), { signal });
}

/** Runs a Node program to its end, or stops it when `signal` aborts. Returns what it wrote when `isQuiet`. */
export function runNode(node, args, { signal, graceMs = GRACE_MS, isQuiet = false, ...options } = {}) {
  const stdio = isQuiet ? KEPT : SHOWN;
  return untilItEnds(() => startNode(node, args, { ...options, stdio, graceMs }), { signal, graceMs });
}

/** How long a program that was asked to stop may take before it is killed. */
const GRACE_MS = 5000;

async function untilItEnds(start, { signal, graceMs = GRACE_MS }) {
  if (signal?.aborted) return { code: null, signal: 'SIGTERM', output: '' };
  const group = start();
  const chunks = [];
  for (const stream of [group.child.stdout, group.child.stderr]) {
    stream?.on('data', (chunk) => chunks.push(chunk));
  }
  const onAbort = () => void group.stop(graceMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  const end = await group.exited;
  signal?.removeEventListener('abort', onAbort);
  // Whatever it left running would be in the way of the next one.
  await group.stop(0);
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
  // Windows has no SIGTERM: there the closed channel is the request to stop.
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
