import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { debianProgram } from '@orders/infra/debian-program.ts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createMetrics } from '../src/metrics/create-metrics.ts';
import { ALERT_CASES, ALL_IS_WELL, type AlertCase } from './support/alert-cases.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

const RULES_FILE = fileURLToPath(new URL('../../infra/prometheus/alerts.yml', import.meta.url));
const groups: readonly { rules: readonly Rule[] }[] = parse(readFileSync(RULES_FILE, 'utf8')).groups;
const rules = groups.flatMap((group) => group.rules);
const runbook = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
const dashboard = JSON.parse(
  readFileSync(new URL('../../infra/grafana/orders-dashboard.json', import.meta.url), 'utf8'),
);
const gauges = readFileSync(new URL('../src/composition/gauges.ts', import.meta.url), 'utf8');

const promtool = await debianProgram('promtool', ['prometheus']);
if (promtool === null) process.stderr.write('No promtool here: the alert rules are not run.\n');

/** Every metric that the server shows, and what Prometheus adds of itself. */
async function knownMetrics(): Promise<Set<string>> {
  const text = await createMetrics().text();
  const declared = Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  const ofGauges = Array.from(gauges.matchAll(/gauge\(\s*'(\w+)'/g), ([, name = '']) => name);
  return new Set([...declared.flat(), ...ofGauges, 'up']);
}

/** Names of metrics in a query: words before a brace, a bracket or an end, that are no function and no label. */
function metricsIn(query: string): string[] {
  const bare = query
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\b(?:by|on|without) ?\([^)]*\)/g, '');
  return [...bare.matchAll(/\b(?:bff|http|process|nodejs|up)\w*\b(?!\s*\()/g)].map(([name]) => name);
}

const queries: readonly string[] = dashboard.panels.flatMap((panel: { targets?: { expr: string }[] }) =>
  (panel.targets ?? []).map(({ expr }) => expr),
);

/** As GitHub makes anchors of headings. */
const anchors = new Set(
  Array.from(runbook.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  ),
);

test.each([...rules.map(({ alert, expr }) => [alert, expr]), ...queries.map((expr) => ['dashboard', expr])])(
  '%s asks for metrics that there are: %s',
  async (_name, expr) => {
    const names = metricsIn(expr ?? '');
    expect(names).not.toEqual([]);
    const known = await knownMetrics();
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  },
);

test.each(rules)('$alert leads to a section of the runbook', ({ annotations }) => {
  const [file, anchor = ''] = annotations.runbook_url.split('#');
  expect(file).toBe('docs/operate.md');
  expect([...anchors]).toContain(anchor);
});

test('the runbook names every alert', () => {
  for (const { alert } of rules) expect(runbook).toContain(alert.replace(/(?:Fast|Slow)$/, ''));
});

test('every alert is fired by a case', () => {
  const fired = new Set(ALERT_CASES.flatMap(({ fires }) => Object.keys(fires)));
  expect([...fired].toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
});

describe.skipIf(promtool === null)('promtool', () => {
  const run = (...given: string[]) => promisify(execFile)(promtool ?? '', given);

  test('finds no fault in the rules', async () => {
    expect((await run('check', 'rules', RULES_FILE)).stdout).toContain(`${rules.length} rules found`);
  });

  test('fires in each case what it should, and nothing else', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orders-alerts-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'cases.yml');
    const tests = ALERT_CASES.map(toPromtool);
    writeFileSync(file, stringify({ rule_files: [RULES_FILE], evaluation_interval: '10m', tests }));
    const failure = await run('test', 'rules', file).then(
      () => '',
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
    expect(failure).toBe('');
  });
});

function toPromtool({ name, series, fires }: AlertCase) {
  return {
    name,
    interval: '1m',
    input_series: Object.entries({ ...ALL_IS_WELL, ...series }).map(([each, values]) => ({
      series: each,
      values,
    })),
    alert_rule_test: rules.map(({ alert, labels, annotations }) => {
      const expected = fires[alert];
      const exp = { exp_labels: { ...labels, ...expected }, exp_annotations: annotations };
      return {
        eval_time: '6h30m',
        alertname: alert,
        ...(expected === undefined ? {} : { exp_alerts: [exp] }),
      };
    }),
  };
}
