import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deployment } from 'kubernetes-types/apps/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));
const read = <T>(name: string): T => parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as T;
const manifests = files.filter((name) => name !== 'kustomization.yaml').map((name) => read<Manifest>(name));

/**
 * What the compiler says of manifests beside Kubernetes's own types, which are made from its OpenAPI description: in a
 * literal a field that it does not know is an error too, and that is what a misspelt one is.
 */
async function faultsOf(texts: readonly Manifest[]): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  // Below infra's packages, so that the types are found.
  const folder = mkdtempSync(join(CACHE, 'kubernetes-'));
  try {
    const lines = texts.map((manifest, index) => {
      const { apiVersion, kind } = manifest;
      const [group = '', version = apiVersion] = apiVersion.includes('/') ? apiVersion.split('/') : ['core'];
      const module = `kubernetes-types/${group.replace(/\..*/, '')}/${version}.d.ts`;
      return `export const manifest${index}: import('${module}').${kind} = ${JSON.stringify(manifest)};`;
    });
    writeFileSync(join(folder, 'manifests.mts'), lines.join('\n'));
    const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--types',
      '',
      '--module',
      'nodenext',
    ];
    await run(process.execPath, [
      join(compiler, '..', 'bin', 'tsc'),
      ...flags,
      join(folder, 'manifests.mts'),
    ]);
    return '';
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const deployment = read<Deployment>('deployment.yaml');
const pod = deployment.spec?.template.spec;
const container = pod?.containers[0];

describe('the manifests', () => {
  it('are what Kubernetes knows', async () => {
    expect(await faultsOf(manifests)).toBe('');
  });

  it('would be found out with a misspelt field', async () => {
    const misspelt = structuredClone(deployment) as unknown as Manifest & { spec: Record<string, unknown> };
    misspelt.spec['replicass'] = 2;
    expect(await faultsOf([misspelt])).toContain('replicass');
  });

  it('are all applied, but for the example of a secret', () => {
    const { resources } = read<{ resources: string[] }>('kustomization.yaml');
    const others = ['kustomization.yaml', 'secret.example.yaml'];
    expect(resources.toSorted()).toEqual(files.filter((name) => !others.includes(name)).toSorted());
  });

  it('hold settings with which the server starts', async () => {
    const { data } = read<{ data: Record<string, string> }>('config-map.yaml');
    const { stringData } = read<{ stringData: Record<string, string> }>('secret.example.yaml');
    const env = { PATH: process.env['PATH'] ?? '', HOST: '0.0.0.0', ...data, ...stringData };
    const server = join(ROOT, 'bff', 'src', 'main.ts');
    await expect(run(process.execPath, [server, '--check-settings'], { env })).resolves.toMatchObject({
      stderr: '',
    });
  });
});

describe('a pod', () => {
  it('has time for preStop and for the 20 s in which the server stops', () => {
    const [, seconds] = container?.lifecycle?.preStop?.exec?.command ?? [];
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + 20);
  });

  it('gets requests when it has orders, and is started anew only for what a new start mends', () => {
    expect(container?.readinessProbe?.httpGet?.path).toBe('/health/ready');
    expect(container?.livenessProbe?.httpGet?.path).toBe('/health/live');
    expect(container?.startupProbe?.httpGet?.path).toBe('/health/live');
  });

  it('may do nothing that the server does not need', () => {
    expect(pod?.automountServiceAccountToken).toBe(false);
    expect(pod?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});
