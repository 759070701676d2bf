import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface ReplicaProcessOptions {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Draws how wrong its clock is, anew for each life. */
  drawSkewMs(): number;
}

const MAIN = new URL('../../src/main.ts', import.meta.url);
const SKEWED_CLOCK = new URL('skewed-clock.ts', import.meta.url).href;
const KEPT_LINES = 400;

/** A replica in a process of its own, which may be killed and frozen at any moment. */
export class ReplicaProcess implements AsyncDisposable {
  readonly #options: ReplicaProcessOptions;
  readonly #log: string[] = [];
  #child: ChildProcess | null = null;
  #address = '';
  #lives = 0;

  constructor(options: ReplicaProcessOptions) {
    this.#options = options;
  }

  /** Names this life of it: one that was started anew remembers nothing. */
  get name(): string {
    return `${this.#options.name}#${this.#lives}`;
  }

  /** Where it listens; of the last life while it is dead. */
  get address(): string {
    return this.#address;
  }

  /** What it logged last. */
  get log(): readonly string[] {
    return this.#log;
  }

  async start(): Promise<void> {
    this.#lives++;
    const skew = String(this.#options.drawSkewMs());
    this.#log.push(`--- ${this.name}, clock ${skew} ms ahead\n`);
    const child = fork(MAIN, [], {
      env: { PATH: process.env['PATH'] ?? '', ...this.#options.settings, CLOCK_SKEW_MS: skew },
      execArgv: ['--import', SKEWED_CLOCK],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (chunk: Buffer) => this.#keep(chunk.toString()));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${this.name} ended before it was ready:\n${this.#log.slice(-20).join('')}`);
    });
    ended.catch(() => {});
    const [message] = await Promise.race([once(child, 'message'), ended]);
    this.#address = (message as { ready: string }).ready;
  }

  /** Dies at once, as by a power cut. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    await this.kill();
  }

  #keep(text: string): void {
    this.#log.push(text);
    if (this.#log.length > KEPT_LINES) this.#log.splice(0, this.#log.length - KEPT_LINES);
  }
}
