import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started program of this project, which ends with whoever started it. */
export interface ChildProgram extends AsyncDisposable {
  /** The first message it sent: it is ready. */
  readonly ready: unknown;
  readonly ended: Promise<ProgramEnd>;
  /** Sends a message and resolves with the next one that comes back. @throws Error when it ends instead */
  ask(message: object): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** Asks it to stop, kills it when that takes too long, and resolves with how it ended. */
  stop(): Promise<ProgramEnd>;
}

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Whether people see what it writes; kept back by default. */
  readonly isShown?: boolean;
  /** Time to put things away before it is killed; 15 s by default. */
  readonly stopMs?: number;
}

const START_MS = 60_000;
const STOP_MS = 15_000;

/** Starts a program on the Node that runs this one. @throws Error with what it wrote when it ends before it is ready */
export async function startProgram(file: URL, options: ProgramOptions): Promise<ChildProgram> {
  const { env, isShown = false, stopMs = STOP_MS } = options;
  const child = fork(file, [], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => keepLast(output, chunk));
    if (isShown) stream?.pipe(process.stderr, { end: false });
  }
  const ended = once(child, 'exit').then(([code, signal]): ProgramEnd => ({ code, signal }));
  const stop = () => stopChild(child, ended, stopMs);
  try {
    const ready = await firstMessage(child);
    return {
      ready,
      ended,
      stop,
      ask: async (message) => {
        const answer = firstMessage(child);
        child.send(message);
        return answer;
      },
      signal: (name) => void child.kill(name),
      async [Symbol.asyncDispose]() {
        await stop();
      },
    };
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

async function stopChild(
  child: ChildProcess,
  ended: Promise<ProgramEnd>,
  stopMs: number,
): Promise<ProgramEnd> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(timer);
  }
  return ended;
}
