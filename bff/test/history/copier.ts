import { type Changes, HEADERS } from '@orders/contract';
import { realClock } from '../support/redis-setting.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { Site, World } from './world.ts';

const PAUSE_MS = 200;

/** Somebody who keeps a copy of all orders by the changes feed, asking whichever replica comes. */
export class Copier {
  readonly copy = new Map<string, string>();
  readonly name: string;
  pages = 0;
  resets = 0;
  readonly #world: World;
  readonly #random: SeededRandom;
  #cursor: string | null = null;
  #version = '';

  constructor(name: string, world: World, random: SeededRandom) {
    this.name = name;
    this.#world = world;
    this.#random = random;
  }

  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.#step(this.#random.pick(this.#world.sites)).catch(() => {});
      // The feed has a limit of its own.
      await realClock.sleep(PAUSE_MS * (0.5 + this.#random.next()));
    }
  }

  /** Asks until there is no more. */
  async finish(): Promise<void> {
    while (await this.#step(this.#random.pick(this.#world.sites)));
  }

  async #step({ replica }: Site): Promise<boolean> {
    const since = this.#cursor === null ? '' : `?since=${encodeURIComponent(this.#cursor)}`;
    const headers = this.#version === '' ? {} : { [HEADERS.minVersion]: this.#version };
    const answer = await fetch(`${replica.address}/api/orders/changes${since}`, {
      headers,
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status !== 200) throw new Error(`The feed answered ${answer.status}.`);
    const { reset, orders, removed, cursor, more } = (await answer.json()) as Changes;
    this.pages++;
    this.#version = answer.headers.get(HEADERS.version) ?? '';
    if (reset) {
      this.resets++;
      this.copy.clear();
      this.#cursor = null;
      return true;
    }
    for (const { recordId, status } of orders) this.copy.set(recordId, String(status));
    for (const recordId of removed) this.copy.delete(recordId);
    this.#cursor = cursor;
    return more;
  }
}
