#!/usr/bin/env node
import { runOrders } from './run-orders.ts';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());

// Whoever reads our output may have enough of it, as head has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runOrders(process.argv.slice(2), {
  env: process.env,
  signal: interruption.signal,
  width: process.stdout.isTTY ? process.stdout.columns : null,
  print: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  complain: (text) => process.stderr.write(`${text}\n`),
});
