import { type Level, type Logger, pino } from 'pino';

/** Fields whose values never reach a log line, wherever they stand. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'apiKey', 'clientSecret', 'password'];

/** The finest level that can be switched to while the process runs. */
const FINEST = 'trace';

/** A log whose level can be changed while the process runs, also for logs that were made from it. */
export interface SwitchableLog {
  readonly log: Logger;
  /** Writes whatever the level is, unless nothing is to be written at all: who did what must not depend on it. */
  readonly auditLog: Logger;
  readonly level: string;
  setLevel(level: string): void;
}

/** The process's log: JSON lines on stdout, or readable ones where a person looks on. */
export function createLogger(
  initial: string,
  isTerminal: boolean,
  destination?: pino.DestinationStream,
): SwitchableLog {
  let level = initial;
  const numberOf = (name: string) => pino.levels.values[name as Level] ?? Number.POSITIVE_INFINITY;
  let least = numberOf(level);
  const options: pino.LoggerOptions = {
    level: FINEST,
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[secret]',
    },
    base: null,
    hooks: {
      // A child has its level from when it was made, so levels of their own would not follow.
      logMethod(args, method, lineLevel) {
        if (lineLevel >= least) method.apply(this, args);
      },
    },
  };
  const readable = {
    target: 'pino-pretty',
    options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname,requestId' },
  };
  const sink = isTerminal ? pino.transport(readable) : destination;
  const { hooks: _ofTheLog, ...always } = options;
  return {
    log: pino(options, sink),
    auditLog: pino({ ...always, level: initial === 'silent' ? 'silent' : FINEST }, sink),
    get level() {
      return level;
    },
    setLevel(name) {
      level = name;
      least = numberOf(name);
    },
  };
}

const DETAILED = 'debug';

/**
 * Lets SIGUSR2 turn detailed lines on, and off again. (SIGUSR1 is Node's own, and Windows has neither.) Returns how to
 * stop listening.
 */
export function switchOnSignal(
  switchable: SwitchableLog,
  signals: NodeJS.EventEmitter = process,
): () => void {
  const usual = switchable.level;
  const onSignal = () => {
    const level = switchable.level === DETAILED ? usual : DETAILED;
    // Said at the moment when the finer of the two levels holds, so that it is always seen.
    if (level === DETAILED) switchable.setLevel(level);
    switchable.log.info({ level }, 'the log level was changed');
    switchable.setLevel(level);
  };
  if (process.platform === 'win32') return () => {};
  signals.on('SIGUSR2', onSignal);
  return () => signals.off('SIGUSR2', onSignal);
}
