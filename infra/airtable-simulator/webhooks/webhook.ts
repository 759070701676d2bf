import type { Buffer } from 'node:buffer';
import type { WebhookSpecification } from './webhook-specification.ts';

export const weekMs = 604_800_000;

/** Far more than any reader leaves behind; beyond it the oldest go, as they do after a week. */
const maxKeptPayloads = 10_000;

interface KeptPayload {
  readonly cursor: number;
  readonly atMs: number;
  readonly payload: unknown;
}

export interface NotificationResult {
  readonly success: boolean;
  readonly completionTimestamp: string;
  readonly durationMs: number;
  readonly retryNumber: number;
  readonly error?: { readonly message: string };
  readonly willBeRetried?: boolean;
}

export interface PayloadPage {
  readonly payloads: readonly unknown[];
  readonly cursor: number;
  readonly mightHaveMore: boolean;
}

/** One registered hook and the payloads it has gathered. */
export class Webhook {
  readonly id: string;
  readonly secret: Buffer;
  readonly specification: WebhookSpecification;
  readonly notificationUrl: string | undefined;
  areNotificationsEnabled = true;
  lastNotification: NotificationResult | undefined;
  lastSuccessfulNotificationTime: string | undefined;
  #expiresMs: number;
  /** A watched field was deleted. The hook still looks enabled but never says anything again. */
  #isDead = false;
  #nextCursor = 1;
  #payloads: KeptPayload[] = [];

  constructor(options: {
    readonly id: string;
    readonly secret: Buffer;
    readonly specification: WebhookSpecification;
    readonly notificationUrl: string | undefined;
    readonly nowMs: number;
  }) {
    this.id = options.id;
    this.secret = options.secret;
    this.specification = options.specification;
    this.notificationUrl = options.notificationUrl;
    this.#expiresMs = options.nowMs + weekMs;
  }

  get expirationTime(): string {
    return new Date(this.#expiresMs).toISOString();
  }

  hasExpired(nowMs: number): boolean {
    return nowMs >= this.#expiresMs;
  }

  /** A week after it expired even its payloads are gone. */
  isForgotten(nowMs: number): boolean {
    return nowMs >= this.#expiresMs + weekMs;
  }

  isListening(nowMs: number): boolean {
    return !this.#isDead && !this.hasExpired(nowMs);
  }

  extend(nowMs: number): void {
    if (!this.hasExpired(nowMs)) this.#expiresMs = nowMs + weekMs;
  }

  append(payload: unknown, atMs: number, isFatal: boolean): void {
    this.#payloads.push({ cursor: this.#nextCursor, atMs, payload });
    this.#nextCursor += 1;
    this.#isDead = isFatal;
    if (this.#payloads.length > maxKeptPayloads) this.#payloads = this.#payloads.slice(-maxKeptPayloads / 2);
  }

  /** Payloads older than a week are left out without a word. */
  page(cursor: number, limit: number, nowMs: number): PayloadPage {
    this.#payloads = this.#payloads.filter(({ atMs }) => atMs > nowMs - weekMs);
    const waiting = this.#payloads.filter((kept) => kept.cursor >= cursor);
    const page = waiting.slice(0, limit);
    const last = page.at(-1);
    return {
      payloads: page.map(({ payload }) => payload),
      cursor: last === undefined ? this.#nextCursor : last.cursor + 1,
      mightHaveMore: waiting.length > page.length,
    };
  }

  describe(nowMs: number): Record<string, unknown> {
    return {
      id: this.id,
      areNotificationsEnabled: this.areNotificationsEnabled,
      cursorForNextPayload: this.#nextCursor,
      isHookEnabled: !this.hasExpired(nowMs),
      expirationTime: this.expirationTime,
      lastSuccessfulNotificationTime: this.lastSuccessfulNotificationTime ?? null,
      notificationUrl: this.notificationUrl ?? null,
      lastNotificationResult: this.lastNotification ?? null,
      specification: this.specification.json,
    };
  }
}
