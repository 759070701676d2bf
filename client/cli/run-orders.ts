import { isIP } from 'node:net';
import { fileCache } from '../src/file-cache.ts';
import { OrdersClient, type OrdersClientOptions } from '../src/orders-client.ts';
import type { Surroundings } from './command.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { COMMANDS } from './commands.ts';
import { EXIT_CODES, exitCodeOf, explain, UsageError } from './exit-codes.ts';
import { HELP } from './help.ts';

export interface Terminal extends Pick<Surroundings, 'signal' | 'width' | 'print' | 'complain'> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For tests. */
  readonly surroundings?: OrdersClientOptions['surroundings'];
}

/** The command `orders`. Resolves to its exit code, with every failure told. */
export async function runOrders(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const line = readCommandLine(args, terminal.env);
    if (line.command === null) {
      await terminal.print(HELP[line.helpOn] ?? '');
      return EXIT_CODES.ok;
    }
    warnOfPlainToken(line, terminal);
    return await COMMANDS[line.command]({ ...terminal, line, client: clientFor(line, terminal) });
  } catch (failure) {
    if (terminal.signal.aborted) return EXIT_CODES.interrupted;
    terminal.complain(`orders: ${explain(failure)}`);
    if (failure instanceof UsageError) terminal.complain('orders --help says what there is.');
    return exitCodeOf(failure);
  }
}

function clientFor(line: CommandLine, { complain, surroundings = {} }: Terminal): OrdersClient {
  return new OrdersClient({
    baseUrl: line.url,
    token: line.token,
    cache: line.cache === undefined ? null : fileCache(line.cache),
    mostWaitMs: line.waitMs,
    ...(line.waitMs === 0 ? { retries: 0 } : {}),
    surroundings,
    onWait(failure, waitMs) {
      complain(`orders: ${explain(failure)} Trying again in ${(waitMs / 1_000).toFixed(1)} s.`);
    },
    onAnswer: ({ method, path, status, version, asOf }) => {
      if (line.flags.has('verbose'))
        complain(`${method} ${path} ${status} version ${version ?? '-'} as of ${asOf ?? '-'}`);
    },
  });
}

function warnOfPlainToken({ url, token }: CommandLine, { complain }: Terminal): void {
  const { protocol, hostname } = new URL(url);
  if (token === undefined || protocol === 'https:' || isLoopback(hostname)) return;
  complain(`orders: the token goes to ${hostname} unencrypted.`);
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}
