import type { Log } from '../../src/application/ports.ts';

export interface RecordedLine {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

/** A log whose lines a test can read. */
export interface RecordedLog extends Log {
  readonly lines: readonly RecordedLine[];
  /** Messages of at least this level, in order. */
  messages(level: 'info' | 'warn' | 'error'): string[];
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export function createRecordedLog(): RecordedLog {
  const lines: RecordedLine[] = [];
  const at = (level: keyof Log) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    messages: (level) =>
      lines
        .filter((line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(level))
        .map(({ message }) => message),
  };
}
