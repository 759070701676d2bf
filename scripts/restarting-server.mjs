import { watch } from 'node:fs';
import { join } from 'node:path';
import { startNode } from './process-group.mjs';
import { describeEnd, SERVER } from './services.mjs';

const WATCHED = ['bff/src', 'bff/contract/src'];

/** A change is often several events: an editor writes, renames and touches. */
const SETTLE_MS = 150;

/** The server, started anew whenever one of its files changes. */
export class RestartingServer {
  /** Never settles: a server that fails is not the end here, for the next change may mend it. */
  ended = new Promise(() => {});
  #start;
  #group;
  #restarted = Promise.resolve();
  #watchers;
  #timer;
  #isStopped = false;

  constructor({ root, runtime }, env) {
    this.#start = () => startNode(runtime, [join(root, SERVER)], { cwd: root, env });
    this.#run();
    this.#watchers = WATCHED.map((folder) =>
      watch(join(root, folder), { recursive: true }, (_event, file) => this.#noticeChange(file)),
    );
  }

  stop = async (graceMs) => {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    await this.#restarted;
    await this.#group?.stop(graceMs);
  };

  #run() {
    const group = this.#start();
    this.#group = group;
    void group.exited.then((end) => {
      if (this.#isStopped || this.#group !== group) return;
      process.stderr.write(`The server ended (${describeEnd(end)}); it starts again on the next change.\n`);
    });
  }

  #noticeChange(file) {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#restarted = this.#restarted.then(() => this.#restart());
    }, SETTLE_MS);
  }

  async #restart() {
    const old = this.#group;
    this.#group = undefined;
    await old?.stop(5000);
    if (!this.#isStopped) this.#run();
  }
}
