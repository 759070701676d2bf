import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const installed = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));

test('no tracked lockfile holds a download address', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--', '*lock.json', '*.lock', '*lock.yaml'], {
    cwd: root,
  });
  const names = files.toString().split('\0').filter(Boolean);
  expect(names).toContain('package-lock.json');
  for (const name of names) {
    expect(readFileSync(join(root, name), 'utf8')).not.toMatch(/"resolved": "(?!bff|pwa|infra)|\.tgz/);
  }
});

test('every package in the lockfile has its integrity hash', () => {
  const without = installed.filter(([, { link, integrity }]) => !link && !integrity).map(([path]) => path);
  expect(without).toEqual([]);
});

test('no package has an install script, which is why scripts are off', () => {
  expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});

test('every platform package that is asked for is in the lockfile', () => {
  const missing = installed.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('the Node that comes with the packages is the one that .nvmrc names, on every platform', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pinned = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
  expect(Object.keys(optionalDependencies)).toHaveLength(5);
  expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([pinned]));
});
