import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { Circumstances } from './results-page.ts';

const GIGABYTE = 1024 ** 3;

/** What a figure has to be read with. */
export function circumstances(options: string, foreignShare: number): Circumstances {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / GIGABYTE)} GB`;
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: commit(),
    machine: `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown'}, ${memory}, ${process.platform}`,
    node: `Node ${process.versions.node}`,
    options,
    foreignShare,
  };
}

/** With a mark where what was measured is not what was committed. */
function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: import.meta.dirname,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const isChanged = git('status', '--porcelain', '--untracked-files=no').trim() !== '';
    return `${git('rev-parse', '--short', 'HEAD').trim()}${isChanged ? ' with changes' : ''}`;
  } catch {
    return 'no commit';
  }
}
