import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createLogger, switchOnSignal } from './logger.ts';

function recorded(level: string) {
  const lines: string[] = [];
  const switchable = createLogger(level, false, { write: (line) => void lines.push(line) });
  const messages = () => lines.map((line) => JSON.parse(line).msg);
  return { ...switchable, switchable, lines, messages };
}

test('a line below the level is not written, one at it is', () => {
  const { log, messages } = recorded('warn');
  log.info({}, 'quiet');
  log.warn({}, 'loud');
  expect(messages()).toEqual(['loud']);
});

test('silent is silent', () => {
  const { log, lines } = recorded('silent');
  log.fatal({}, 'anything');
  expect(lines).toEqual([]);
});

test('secrets are not written, wherever they stand', () => {
  const { log, lines } = recorded('info');
  log.info({ token: 'hush', a: { cookie: 'hush', b: { password: 'hush' } } }, 'line');
  expect(lines.join('')).not.toContain('hush');
});

test.skipIf(process.platform === 'win32')(
  'a signal turns details on and off again, also for logs that were made before',
  () => {
    const signals = new EventEmitter();
    const { log, messages, switchable } = recorded('info');
    const child = log.child({ part: 'airtable' });
    const stop = switchOnSignal(switchable, signals);
    child.debug({}, 'before');
    signals.emit('SIGUSR2');
    child.debug({}, 'while on');
    signals.emit('SIGUSR2');
    child.debug({}, 'after');
    const changed = 'the log level was changed';
    expect(messages()).toEqual([changed, 'while on', changed]);
    stop();
    expect(signals.listenerCount('SIGUSR2')).toBe(0);
  },
);
