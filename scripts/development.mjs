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
  const host = settings.HOST?.trim() || '127.0.0.1';
  const port = settings.PORT?.trim() || '8000';
  const innerPort = String(await findFreePort());
  // The address that the server announces is the one that people use, not its own.
  const publicUrl = settings.PUBLIC_URL?.trim() || `http://${isLoopback(host) ? host : 'localhost'}:${port}`;
  const serverEnv = { ...env, HOST: '127.0.0.1', PORT: innerPort, PUBLIC_URL: publicUrl };
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

const isLoopback = (host) => /^127\.|^localhost$/.test(host);

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
