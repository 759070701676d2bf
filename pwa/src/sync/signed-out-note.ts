import { type AuthMode, authModeSchema } from '@orders/contract';

/** What outlives the reload after a sign-out. */
export interface SignedOut {
  readonly authMode: AuthMode;
  readonly isServerTold: boolean;
  /** Whose databases are still to be deleted, as their names say it; `null` = they are gone. */
  readonly leftOver: string | null;
}

const KEY = 'orders:signed-out';

/** @returns `null` when nobody has signed out since the last login */
export function readSignedOut(storage: Pick<Storage, 'getItem'> | null): SignedOut | null {
  const text = storage?.getItem(KEY) ?? null;
  if (text === null) return null;
  const { authMode, isServerTold, leftOver } = fieldsOf(text);
  const mode = authModeSchema.safeParse(authMode);
  return {
    authMode: mode.success ? mode.data : 'oidc',
    isServerTold: isServerTold === true,
    leftOver: typeof leftOver === 'string' ? leftOver : null,
  };
}

export function writeSignedOut(
  storage: Pick<Storage, 'setItem' | 'removeItem'> | null,
  note: SignedOut | null,
): void {
  try {
    if (note === null) storage?.removeItem(KEY);
    else storage?.setItem(KEY, JSON.stringify(note));
  } catch {
    // No room for a line: the sign-out goes on, it is only forgotten by a reload.
  }
}

/** Damaged text still means that somebody has signed out. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const fields: unknown = JSON.parse(text);
    return typeof fields === 'object' && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}
