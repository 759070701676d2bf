import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@orders/infra/cluster/free-port.ts';
import { debianProgram } from '@orders/infra/debian-program.ts';
import { stringify } from 'yaml';

const RULES = new URL('../../../infra/prometheus/alerts.yml', import.meta.url);

export interface PrometheusServer extends AsyncDisposable {
  /** Names of the alerts that fire now. */
  firing(): Promise<string[]>;
}

/** This machine's Prometheus, or Debian's; `null` where there is none. */
export const prometheusProgram = await debianProgram('prometheus', ['prometheus']);

/** A real Prometheus with our rules, which looks at a server once a second and waits for nothing before it alerts. */
export async function startPrometheus(target: string): Promise<PrometheusServer> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'orders-prometheus-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const rules = (await readFile(RULES, 'utf8')).replaceAll(/^ +for: .*\n/gm, '');
  await writeFile(join(folder, 'alerts.yml'), rules);
  const configuration = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['alerts.yml'],
    scrape_configs: [{ job_name: 'orders', static_configs: [{ targets: [new URL(target).host] }] }],
  };
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, stringify(configuration));
  const port = await findFreePort();
  const child = spawn(
    prometheusProgram ?? '',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  started.defer(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const owned = started.move();
  return {
    async firing() {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`);
      const body = (await answer.json()) as {
        data: { alerts: { state: string; labels: { alertname: string } }[] };
      };
      const firing = body.data.alerts.filter(({ state }) => state === 'firing');
      return [...new Set(firing.map(({ labels }) => labels.alertname))].toSorted();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
