import type { AuthMode } from '@orders/contract';
import type { Observable } from './observable.ts';

/** Whether this device shows anybody's orders. */
export type AccountState =
  | { readonly kind: 'in' }
  /** What was stored is being deleted. */
  | { readonly kind: 'leaving' }
  | {
      readonly kind: 'out';
      readonly authMode: AuthMode;
      /** Whether the server has ended the session; else it is asked to as soon as it can be reached. */
      readonly isServerTold: boolean;
      /** Whether everything of that person is gone from this device. */
      readonly isWiped: boolean;
    };

/** Who works here, and how they leave. */
export interface Account {
  readonly state: Observable<AccountState>;
  /** Whether there is anybody to sign out. */
  readonly canSignOut: Observable<boolean>;
  /** How many edits of other accounts wait on this device. They are not read further than that. */
  readonly othersEdits: Observable<number>;
  /** Ends the session here and in all windows, and deletes what this device holds of the person, edits included. */
  signOut(): Promise<void>;
  /** From the state `out`: leads to the login. @returns why it cannot, in words; `null` = it is on its way */
  signIn(): Promise<string | null>;
}
