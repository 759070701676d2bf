import { type ChildProgram, type ProgramEnd, startProgram } from './child-program.ts';

const SERVER = new URL('../../bff/src/main.ts', import.meta.url);
/** In it the server finishes its requests; then it is killed. */
const STOP_MS = 20_000;

export interface ReplicaOptions {
  readonly name: string;
  readonly port: number;
  /** The environment of the server, without its address. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether people see its log. */
  readonly isShown: boolean;
}

/** One server of several: a process of its own that keeps its address over its lives. */
export class ReplicaProcess implements AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly #options: ReplicaOptions;
  #program: ChildProgram | null = null;
  #isWanted = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** Whether it is to run: a replica that ends while it is wanted has died. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** How this life ends. */
  get ended(): Promise<ProgramEnd> {
    if (this.#program === null) throw new Error(`${this.name} has not been started.`);
    return this.#program.ended;
  }

  /** Resolves when it listens. @throws Error with what it wrote when it ends before */
  async start(): Promise<void> {
    this.#isWanted = true;
    const { env, port, isShown } = this.#options;
    this.#program = await startProgram(SERVER, {
      env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
      isShown,
      stopMs: STOP_MS,
    });
  }

  /** Asks it to stop, as an orchestrator does, and resolves with its exit code; `null` where it had to be killed. */
  async stop(): Promise<number | null> {
    this.#isWanted = false;
    const end = await this.#program?.stop();
    return end?.code ?? null;
  }

  /** As in a rolling update: the old one ends, then a new one begins. Resolves with the old one's exit code. */
  async restart(): Promise<number | null> {
    const code = await this.stop();
    await this.start();
    return code;
  }

  /** Dies at once, amid whatever it does. */
  async kill(): Promise<void> {
    this.#program?.signal('SIGKILL');
    await this.#program?.ended;
  }

  /** Stands still while its connections stay open. */
  pause(): void {
    this.#program?.signal('SIGSTOP');
  }

  resume(): void {
    this.#program?.signal('SIGCONT');
  }

  /** Resolves when it has orders to serve. */
  async untilReady(signal?: AbortSignal): Promise<void> {
    while (!(await isReady(this.url))) {
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A paused process acts on nothing else.
    this.resume();
    await this.stop();
  }
}

const LOOK_AGAIN_MS = 25;

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/health/ready', url));
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
