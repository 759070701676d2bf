import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A started program of this project, which ends with whoever started it. */
export interface ChildProgram extends AsyncDisposable {
  /** The first message it sent: it is ready. */
  readonly ready: unknown;
}

const START_MS = 60_000;
/** Time to put things away before it is killed. */
const STOP_MS = 15_000;

/** Starts a program on the Node that runs this one. @throws Error with what it wrote when it ends before it is ready */
export async function startProgram(file: URL, env: Readonly<Record<string, string>>): Promise<ChildProgram> {
  const child = fork(file, [], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => keepLast(output, chunk));
  child.stderr?.on('data', (chunk: Buffer) => keepLast(output, chunk));
  const stop = () => stopChild(child);
  try {
    const ready = await firstMessage(child);
    return { ready, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw new Error(`${file.pathname} did not start:\n${output.join('')}`, { cause: error });
  }
}

const KEPT_CHUNKS = 20;

function keepLast(output: string[], chunk: Buffer): void {
  output.push(chunk.toString());
  if (output.length > KEPT_CHUNKS) output.shift();
}

async function firstMessage(child: ChildProcess): Promise<unknown> {
  const wait = new AbortController();
  const signal = AbortSignal.any([wait.signal, AbortSignal.timeout(START_MS)]);
  try {
    const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error('It ended.')));
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    wait.abort();
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
