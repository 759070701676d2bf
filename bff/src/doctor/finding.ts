export type Level = 'ok' | 'warning' | 'error';

/** What a check found. */
export interface Finding {
  /** What was looked at, in a word. */
  readonly check: string;
  readonly level: Level;
  readonly message: string;
  /** What to do; there whenever something is wrong. */
  readonly advice?: string;
}

/** Says what was found under one name. */
export function findingsOf(check: string) {
  return {
    ok: (message: string): Finding => ({ check, level: 'ok', message }),
    warning: (message: string, advice: string): Finding => ({ check, level: 'warning', message, advice }),
    error: (message: string, advice: string): Finding => ({ check, level: 'error', message, advice }),
  };
}

/** A system's word for a failure, without anything that might hold an address with a password. */
export function reasonOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  if (typeof code === 'string') return code;
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.name : 'unknown';
}
