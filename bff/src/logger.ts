import { type Logger, pino } from 'pino';

/** Fields whose values never reach a log line, wherever they stand. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'apiKey', 'clientSecret', 'password'];

/** The process's log: JSON lines on stdout, or readable ones where a person looks on. */
export function createLogger(level: string, isTerminal: boolean): Logger {
  const redact = {
    paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
    censor: '[secret]',
  };
  if (!isTerminal) return pino({ level, redact, base: null });
  return pino({
    level,
    redact,
    base: null,
    transport: {
      target: 'pino-pretty',
      options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname,requestId' },
    },
  });
}
