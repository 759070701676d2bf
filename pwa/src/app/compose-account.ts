import { endSession } from '../api/end-session.ts';
import { closeForGood } from '../db/database-failures.ts';
import { EMPTY_OUTBOX } from '../db/outbox-rows.ts';
import { countOthersEdits, deletePersonalData } from '../db/personal-data.ts';
import type { Account } from '../services.tsx';
import { forgetViews } from '../store/local-views.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import { SignOut } from '../sync/sign-out.ts';
import { readSignedOut } from '../sync/signed-out-note.ts';
import { ANONYMOUS, subjectOf } from '../sync/whose-session.ts';
import type { Local } from './compose-local.ts';
import type { Server } from './compose-server.ts';
import type { Environment } from './environment.ts';
import type { ShellWorker } from './shell-worker.ts';

export interface ComposedAccount extends Account {
  /** Another window has signed out. */
  hear(): void;
  /** A start after a sign-out. @returns how to stop */
  resume(): () => void;
  /** Looks whether edits of others wait on this device. */
  countOthers(): Promise<void>;
}

interface AccountParts {
  readonly environment: Environment;
  readonly local: Local;
  readonly server: Server;
  readonly shell: Pick<ShellWorker, 'isReady'>;
  /** Ends everything and closes the databases for good. */
  readonly end: () => Promise<void>;
  readonly subjectKey: string;
}

/** Who works here, and everything that has to happen when they leave. */
export function composeAccount(parts: AccountParts): ComposedAccount {
  const { environment, local, server } = parts;
  const signOut = createSignOut(parts);
  const othersEdits: Cell<number> = createCell(0);
  // The database can only be deleted by somebody who signs out, here or in another window. Returning `false` keeps
  // Dexie from opening it again.
  local.outboxDb.on('versionchange', ({ newVersion }) => {
    if (newVersion !== null) return undefined;
    closeForGood(local.outboxDb);
    closeForGood(local.cacheDb);
    void signOut.hear();
    return false;
  });
  // A page that the browser had put aside meanwhile has heard nothing.
  environment.page.window.addEventListener('pageshow', (event) => {
    const isBack = 'persisted' in event && event.persisted === true;
    if (isBack && readSignedOut(environment.storage) !== null) void signOut.hear();
  });
  return {
    state: signOut.state,
    canSignOut: canSignOutOf(local, server),
    othersEdits,
    signOut: () => signOut.signOut(),
    signIn: () => signOut.signIn(),
    hear: () => void signOut.hear(),
    resume: () => signOut.resume(),
    countOthers: async () => othersEdits.set(await countOthersEdits(local.subject).catch(() => 0)),
  };

  function createSignOut({ shell, end, subjectKey }: AccountParts): SignOut {
    const { storage, clock, page, leave } = environment;
    return new SignOut({
      storage,
      clock,
      window: page.window,
      subject: local.subject,
      authMode: () => server.session.value.current()?.authMode ?? 'oidc',
      forgetSubject: () => storage?.removeItem(subjectKey),
      tellOtherWindows: () => local.crossTab.post({ kind: 'signed-out' }),
      async stop() {
        await end();
        environment.setBadge(0);
        local.store.setOutbox(EMPTY_OUTBOX);
        await local.store.replaceCopy([], { asOf: null, version: null });
      },
      wipe(subject) {
        forgetViews(storage, subject);
        return deletePersonalData(subject);
      },
      endSession: () => endSession((request) => environment.fetch(request), baseUrlOf(environment)),
      canReload: () => storage !== null && (shell.isReady.current() || server.connectivity.isReached),
      leave,
    });
  }
}

function baseUrlOf({ baseUrl }: Environment): string {
  return baseUrl ?? globalThis.location.origin;
}

/** Also while the session is not known, or over: what was stored is still there. */
function canSignOutOf({ subject }: Local, { session }: Server): Observable<boolean> {
  const compute = () => {
    const present = session.value.current();
    if (present === null) return subject !== ANONYMOUS;
    return present.authMode !== 'none' && (subjectOf(present) !== null || subject !== ANONYMOUS);
  };
  const cell = createCell(compute());
  session.value.subscribe(() => cell.set(compute()));
  return cell;
}
