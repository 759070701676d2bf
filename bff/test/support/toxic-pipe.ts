import type { Socket } from 'node:net';
import type { Clock, Random } from '../../src/application/ports.ts';
import type { Toxics } from './toxics.ts';

export interface ToxicPipeOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly clock: Clock;
  readonly random: Random;
  /** What holds now; looked at for every piece. */
  toxics(): Toxics;
  /** Resolves when the toxics change or the link breaks. */
  untilChanged(): Promise<void>;
  /** Ends the connection in both directions. */
  close(how: 'end' | 'reset'): void;
}

interface Piece {
  readonly bytes: Buffer;
  readonly arrivedAt: number;
}

/** Bytes on their way, beyond which the sender has to wait. */
const MAX_QUEUED_BYTES = 256 * 1024;
/** A slow line passes on in steps of so long. */
const BANDWIDTH_STEP_MS = 50;

/** One direction of one connection: takes bytes from one socket to another through what is in the way. */
export class ToxicPipe {
  readonly #options: ToxicPipeOptions;
  readonly #queue: Piece[] = [];
  #queuedBytes = 0;
  /** Passed on since there is a limit to it. */
  #countedBytes = 0;
  #hasEnded = false;
  #isBroken = false;
  #wake = () => {};

  constructor(options: ToxicPipeOptions) {
    this.#options = options;
    const { from } = options;
    from.on('data', (bytes: Buffer) => this.#arrived(bytes));
    from.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
    void this.#run();
  }

  /** Lets go of what is on its way: it is lost. */
  break(): void {
    this.#isBroken = true;
    this.#wake();
  }

  #arrived(bytes: Buffer): void {
    this.#queue.push({ bytes, arrivedAt: this.#options.clock.now() });
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#options.from.pause();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#isBroken) {
      const piece = this.#queue.shift();
      if (piece !== undefined) await this.#passOn(piece);
      else if (this.#hasEnded) return await this.#passOnEnd();
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  async #passOn({ bytes, arrivedAt }: Piece): Promise<void> {
    const { clock, random, from, toxics } = this.#options;
    await this.#untilPassable();
    const { latency } = toxics();
    if (latency !== undefined) {
      const { ms, jitterMs = 0 } = latency;
      await this.#pause(arrivedAt + Math.max(0, ms + jitterMs * (2 * random() - 1)) - clock.now());
    }
    for (const part of this.#slices(bytes)) {
      if (this.#isBroken) return;
      await this.#throttle(part);
      // The link may have gone bad meanwhile.
      await this.#untilPassable();
      if (!this.#isBroken) this.#write(part);
      await this.#pause(toxics().slicer?.delayMs ?? 0);
    }
    this.#queuedBytes -= bytes.length;
    if (this.#queuedBytes <= MAX_QUEUED_BYTES) from.resume();
  }

  /** Waits in a black hole until it is gone; a reset ends everything. */
  async #untilPassable(): Promise<void> {
    const { toxics, untilChanged, close } = this.#options;
    while (!this.#isBroken) {
      const { timeout, resetPeer } = toxics();
      if (resetPeer !== undefined) {
        await this.#pause(resetPeer.ms ?? 0);
        if (!this.#isBroken) close('reset');
        return;
      }
      if (timeout === undefined) return;
      const changed = untilChanged();
      if (timeout.ms === undefined) await changed;
      else {
        await Promise.race([this.#pause(timeout.ms), changed]);
        if (!this.#isBroken && toxics().timeout === timeout) close('end');
      }
    }
  }

  /** The pieces in which the bytes go on. */
  *#slices(bytes: Buffer): Generator<Buffer> {
    const { random, toxics } = this.#options;
    for (let start = 0; start < bytes.length; ) {
      const { slicer, bandwidth } = toxics();
      const sliced =
        slicer === undefined
          ? bytes.length
          : Math.max(1, Math.round(slicer.bytes + (slicer.variation ?? 0) * (2 * random() - 1)));
      const perStep =
        bandwidth === undefined
          ? bytes.length
          : Math.max(1, Math.floor((bandwidth.bytesPerSecond * BANDWIDTH_STEP_MS) / 1_000));
      const end = start + Math.min(sliced, perStep);
      yield bytes.subarray(start, end);
      start = end;
    }
  }

  async #throttle(part: Buffer): Promise<void> {
    const { bandwidth } = this.#options.toxics();
    if (bandwidth !== undefined) await this.#pause((part.length / bandwidth.bytesPerSecond) * 1_000);
  }

  #write(part: Buffer): void {
    const { to, toxics, close } = this.#options;
    const { limitData } = toxics();
    if (limitData === undefined) this.#countedBytes = 0;
    const limit = limitData?.bytes ?? Number.POSITIVE_INFINITY;
    const allowed = part.subarray(0, Math.max(0, limit - this.#countedBytes));
    if (allowed.length > 0 && to.writable) to.write(allowed);
    if (limitData === undefined) return;
    this.#countedBytes += allowed.length;
    if (this.#countedBytes >= limit) close('end');
  }

  async #passOnEnd(): Promise<void> {
    const { to, toxics } = this.#options;
    await this.#untilPassable();
    await this.#pause(toxics().slowClose?.ms ?? 0);
    if (!this.#isBroken) to.end();
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0 && !this.#isBroken) await this.#options.clock.sleep(ms);
  }
}
