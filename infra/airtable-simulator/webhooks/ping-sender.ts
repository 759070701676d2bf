import { createHmac } from 'node:crypto';
import type { SimulatorClock } from '../simulator-clock.ts';
import type { Webhook } from './webhook.ts';

const firstRetryMs = 10_000;
const maxRetries = 13;
const answerTimeoutMs = 25_000;

/**
 * Tells a hook's address that there is something to read, and nothing else. Several payloads may share a ping;
 * one that fails is tried again for about a day, then the hook's pings are switched off.
 */
export class PingSender {
  readonly #baseId: string;
  readonly #clock: SimulatorClock;
  readonly #closing: AbortSignal;
  readonly #busy = new Set<string>();

  constructor(baseId: string, clock: SimulatorClock, closing: AbortSignal) {
    this.#baseId = baseId;
    this.#clock = clock;
    this.#closing = closing;
  }

  notify(hook: Webhook): void {
    if (hook.notificationUrl === undefined || !hook.areNotificationsEnabled || this.#busy.has(hook.id))
      return;
    this.#busy.add(hook.id);
    setImmediate(() => void this.#attempt(hook, hook.notificationUrl ?? '', 0));
  }

  async #attempt(hook: Webhook, url: string, retryNumber: number): Promise<void> {
    if (this.#closing.aborted || !hook.areNotificationsEnabled) {
      this.#busy.delete(hook.id);
      return;
    }
    const startedMs = this.#clock.now();
    // From here on a new payload deserves a new ping.
    this.#busy.delete(hook.id);
    const failure = await this.#post(hook, url);
    const completionTimestamp = new Date(this.#clock.now()).toISOString();
    const result = { completionTimestamp, durationMs: this.#clock.now() - startedMs, retryNumber };
    if (failure === undefined) {
      hook.lastNotification = { success: true, ...result };
      hook.lastSuccessfulNotificationTime = completionTimestamp;
      return;
    }
    const willBeRetried = retryNumber < maxRetries;
    hook.lastNotification = { success: false, ...result, error: { message: failure }, willBeRetried };
    if (willBeRetried) this.#retryLater(hook, url, retryNumber + 1);
    else hook.areNotificationsEnabled = false;
  }

  #retryLater(hook: Webhook, url: string, retryNumber: number): void {
    if (this.#busy.has(hook.id)) return;
    this.#busy.add(hook.id);
    const pauseMs = firstRetryMs * 2 ** (retryNumber - 1);
    setTimeout(() => void this.#attempt(hook, url, retryNumber), pauseMs).unref();
  }

  /** Returns what went wrong, if anything. */
  async #post(hook: Webhook, url: string): Promise<string | undefined> {
    const timestamp = new Date(this.#clock.now()).toISOString();
    const body = JSON.stringify({ base: { id: this.#baseId }, webhook: { id: hook.id }, timestamp });
    const mac = createHmac('sha256', hook.secret).update(body).digest('hex');
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Airtable-Content-MAC': `hmac-sha256=${mac}` },
        body,
        signal: AbortSignal.any([this.#closing, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.body?.cancel();
      return response.status === 200 || response.status === 204 ? undefined : `HTTP ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
