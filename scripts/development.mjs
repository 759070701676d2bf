import { createServer } from 'node:net';
import { join } from 'node:path';
import { startNode } from './process-group.mjs';
import { RestartingServer } from './restarting-server.mjs';
import { describeEnd } from './services.mjs';

/**
 * Vite answers on the one address, reloads the app on change and passes everything that is not the app on to the
 * server, which listens on a free port of its own.
 */
export async function startDevelopment({ root, runtime }, env, add, settings) {
  const host = settings.HOST ?? '127.0.0.1';
  const port = settings.PORT ?? '8000';
  const innerPort = String(await findFreePort());
  const address = `http://${host}:${port}`;
  const serverEnv = { ...env, HOST: '127.0.0.1', PORT: innerPort, ORDERS_ADDRESS: address };
  add(new RestartingServer({ root, runtime }, serverEnv));

  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, '--host', host, '--port', port, '--strictPort', '--clearScreen', 'false'];
  const group = startNode(runtime, args, {
    cwd: join(root, 'pwa'),
    env: { ...env, ORDERS_BFF_URL: `http://127.0.0.1:${innerPort}` },
  });
  const ended = group.exited.then((end) => ({ exitCode: 1, message: `Vite ended (${describeEnd(end)}).` }));
  add({ ended, stop: group.stop });
}

function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
