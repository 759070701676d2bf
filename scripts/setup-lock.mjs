import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `work` while no other process sets up the same folder. The lock is a listening local socket: the
 * operating system drops it with its holder, however that ends, and a connection to it closes at that moment,
 * so that nobody has to guess from a file's age whether its writer is still alive.
 */
export async function withSetupLock(root, { signal, onWait }, work) {
  const address = lockAddress(root);
  let server = await listen(address);
  if (server === 'taken') onWait();
  while (server === 'taken') {
    await holderIsGone(address, signal);
    signal?.throwIfAborted();
    server = await listen(address);
  }
  try {
    return await work();
  } finally {
    await server?.release();
  }
}

function lockAddress(root) {
  const name = `orders-setup-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // An abstract address leaves no file behind; only Linux has them.
  if (process.platform === 'linux') return `\0${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(address) {
  return new Promise((resolve) => {
    const waiters = new Set();
    const server = createServer((socket) => {
      waiters.add(socket);
      socket.on('error', () => {}).on('close', () => waiters.delete(socket));
    });
    // A sandbox that forbids local sockets leaves no way to lock; one setup at a time still works there.
    server.once('error', (error) => resolve(error.code === 'EADDRINUSE' ? 'taken' : undefined));
    server.listen(address, () => resolve({ release: () => release(server, waiters) }));
  });
}

function release(server, waiters) {
  return new Promise((resolve) => {
    server.close(resolve);
    for (const socket of waiters) socket.destroy();
  });
}

async function holderIsGone(address, signal) {
  const failure = await new Promise((resolve) => {
    const socket = connect(address);
    const onAbort = () => socket.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', resolve);
    socket.once('close', () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(undefined);
    });
    socket.resume();
  });
  const hasSocketFile = !address.startsWith('\0') && process.platform !== 'win32';
  if (failure?.code === 'ECONNREFUSED' && hasSocketFile) await rm(address, { force: true });
  await wait(50);
}
