import { type AuthMode, PATHS } from '@orders/contract';
import type { SessionEnd } from '../api/end-session.ts';
import type { AccountState } from '../store/account.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { Clock } from './clock.ts';
import { readSignedOut, type SignedOut, writeSignedOut } from './signed-out-note.ts';

export interface SignOutOptions {
  /** `null` = nothing can be remembered over a reload. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly clock: Clock;
  /** Where the browser tells that a connection may be there again. */
  readonly window: EventTarget;
  readonly subject: string;
  authMode(): AuthMode;
  /** Forgets whose databases to open. */
  forgetSubject(): void;
  tellOtherWindows(): void;
  /** Ends everything this window does, closes the databases and empties what it has in memory. */
  stop(): Promise<void>;
  /** @returns whether nothing is left */
  wipe(subject: string): Promise<boolean>;
  endSession(): Promise<SessionEnd>;
  /** Whether the app would come back from a reload. */
  canReload(): boolean;
  /** Leaves this document for another one, which leaves nothing of it in memory. */
  leave(to: string): void;
}

/** Neither a sick database nor a window that keeps one open holds a sign-out up for longer than this, each time. */
const PATIENCE_MS = 10_000;
const TELL_AGAIN_MS = 15_000;
/** Which window signed out tells the server itself; the others only should it be gone. */
const FIRST_TELL_MS = 3_000;

/**
 * Leaving, with or without a connection. A note in the local storage, which names nobody, outlives reloads: as long as
 * it is there no window opens anybody's data or asks the server for any, and the server is told first of all.
 *
 *   in ── signOut ──► leaving: note, other windows, stop, wipe ──► out, server not told ──► out, server told
 *   in ── another window has signed out: stop, reload ─────────────┘ ▲
 *   start with a note ───────────────────────────────────────────────┘    out ── signIn ──► the login, and a new start
 */
export class SignOut {
  readonly #options: SignOutOptions;
  readonly #state: Cell<AccountState>;
  #telling: Promise<SignedOut> | null = null;
  #isLeaving = false;
  #callOff = () => {};

  constructor(options: SignOutOptions) {
    this.#options = options;
    const note = readSignedOut(options.storage);
    this.#state = createCell<AccountState>(note === null ? { kind: 'in' } : stateOf(note));
  }

  get state(): Observable<AccountState> {
    return this.#state;
  }

  async signOut(): Promise<void> {
    if (this.#state.current().kind !== 'in') return;
    this.#state.set({ kind: 'leaving' });
    const { subject, authMode, storage } = this.#options;
    const mode = authMode();
    // A proxy's own session is not ours to end.
    const note: SignedOut = { authMode: mode, isServerTold: mode !== 'oidc', leftOver: subject };
    writeSignedOut(storage, note);
    this.#options.forgetSubject();
    this.#options.tellOtherWindows();
    await this.#inTime(this.#options.stop());
    await this.#settle(await this.#wiped(note));
  }

  /** Another window has signed out, or has deleted the database under this one. */
  async hear(): Promise<void> {
    if (this.#state.current().kind !== 'in') return;
    this.#state.set({ kind: 'leaving' });
    await this.#inTime(this.#options.stop());
    const note = readSignedOut(this.#options.storage);
    this.#state.set(
      stateOf(note ?? { authMode: this.#options.authMode(), isServerTold: true, leftOver: null }),
    );
    if (this.#options.canReload()) this.#leave('/');
  }

  /** A start after a sign-out: brings to an end what is left to do. @returns how to stop */
  resume(): () => void {
    const { window, clock } = this.#options;
    const goOn = () => void this.#goOn();
    window.addEventListener('online', goOn);
    this.#callOff = clock.after(FIRST_TELL_MS, goOn);
    return () => {
      window.removeEventListener('online', goOn);
      this.#callOff();
    };
  }

  async signIn(): Promise<string | null> {
    const note = await this.#finish();
    if (note !== null && !note.isServerTold) {
      return 'The server cannot be reached, and it has to end the last session first. Try again when there is a connection.';
    }
    writeSignedOut(this.#options.storage, null);
    this.#leave(note?.authMode === 'oidc' ? `${PATHS.login}?returnTo=%2F` : '/');
    return null;
  }

  async #settle(note: SignedOut): Promise<void> {
    this.#state.set(stateOf(note));
    const told = note.isServerTold ? note : await this.#tell(note);
    if (told.isServerTold && this.#options.canReload()) this.#leave('/');
    else if (!told.isServerTold) this.resume();
  }

  async #goOn(): Promise<void> {
    const note = await this.#finish();
    this.#callOff();
    if (note === null || (note.isServerTold && note.leftOver === null)) return;
    this.#callOff = this.#options.clock.after(TELL_AGAIN_MS, () => void this.#goOn());
  }

  /** @returns what is left to do; `null` = somebody signs in again already */
  async #finish(): Promise<SignedOut | null> {
    let note = readSignedOut(this.#options.storage);
    if (note === null) return null;
    if (note.leftOver !== null) note = await this.#wiped(note);
    if (!note.isServerTold) note = await this.#tell(note);
    return note;
  }

  async #wiped(note: SignedOut): Promise<SignedOut> {
    const { wipe, storage } = this.#options;
    const isWiped = (await this.#inTime(wipe(note.leftOver ?? '').catch(() => false))) ?? false;
    const next = isWiped ? { ...note, leftOver: null } : note;
    writeSignedOut(storage, next);
    return next;
  }

  /** @returns `undefined` when it takes too long; it may still come to its end */
  async #inTime<T>(work: Promise<T>): Promise<T | undefined> {
    const { promise: tooLate, resolve } = Promise.withResolvers<undefined>();
    const callOff = this.#options.clock.after(PATIENCE_MS, () => resolve(undefined));
    return Promise.race([work, tooLate]).finally(callOff);
  }

  /** One request at a time, however many ask for it. */
  #tell(note: SignedOut): Promise<SignedOut> {
    this.#telling ??= this.#tellOnce(note).finally(() => {
      this.#telling = null;
    });
    return this.#telling;
  }

  async #tellOnce(note: SignedOut): Promise<SignedOut> {
    const end = await this.#options.endSession();
    if (end.kind === 'not-told') return note;
    const next = { ...note, isServerTold: true };
    writeSignedOut(this.#options.storage, next);
    this.#state.set(stateOf(next));
    if (end.logoutUrl !== null) this.#leave(end.logoutUrl);
    return next;
  }

  /** Once: where the first one leads, such as the provider's own logout, must not be overtaken. */
  #leave(to: string): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#options.leave(to);
  }
}

function stateOf({ authMode, isServerTold, leftOver }: SignedOut): AccountState {
  return { kind: 'out', authMode, isServerTold, isWiped: leftOver === null };
}
