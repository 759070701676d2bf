import { join } from 'node:path';
import { fetchRedis, findRedis } from './find-redis.mjs';
import { ensureApp, ensureRuntime, explainFailure, projectRoot, say } from './prepare.mjs';
import { startNode } from './process-group.mjs';
import { checkSettings, describeEnd } from './services.mjs';
import { stopOnSignals } from './stop-on-signals.mjs';
import { supervise } from './supervise.mjs';

// npm run cluster -- --replicas 3: several servers on one Redis behind one address, without Docker.
const signal = stopOnSignals();
try {
  process.exitCode = await start();
} catch (error) {
  process.exitCode = explainFailure(error, signal);
}

async function start() {
  const runtime = await ensureRuntime(projectRoot, { signal, say });
  await checkSettings({ root: projectRoot, runtime, signal });
  await ensureApp(projectRoot, runtime, { signal, say });
  const redis = findRedis() ?? (await fetchRedis({ signal, say }));
  return supervise(signal, async (add) => {
    const args = [join(projectRoot, 'infra/cluster/main.ts'), ...process.argv.slice(2)];
    // All that it starts is in its process group and ends with it, however that goes.
    const group = startNode(runtime, args, {
      cwd: projectRoot,
      env: { ...process.env, REDIS_SERVER_PATH: redis },
    });
    add({ ended: group.exited.then(explainEnd), stop: group.stop });
  });
}

function explainEnd(end) {
  // With exit code 1 it has said itself what is wrong.
  if (end.code === 1 && !end.error) return { exitCode: 1 };
  return { exitCode: end.code || 1, message: `The cluster ended unexpectedly (${describeEnd(end)}).` };
}
