import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const installed = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));

test('S15: no tracked lockfile holds a download address, so that none can point to a foreign host', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--', '*lock.json', '*.lock', '*lock.yaml'], {
    cwd: root,
  });
  const names = files.toString().split('\0').filter(Boolean);
  expect(names).toContain('package-lock.json');
  for (const name of names) {
    expect(readFileSync(join(root, name), 'utf8')).not.toMatch(/"resolved": "(?!bff|client|pwa|infra)|\.tgz/);
  }
});

test('S15: every package in the lockfile has its integrity hash, by an algorithm that holds', () => {
  const without = installed.filter(([, { link, integrity }]) => !link && !integrity).map(([path]) => path);
  expect(without).toEqual([]);
  const weak = installed.filter(
    ([, { link, integrity }]) => !link && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity),
  );
  expect(weak.map(([path]) => path)).toEqual([]);
});

test('S15: no package has an install script, and scripts are off', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts\s*=\s*true$/m);
});

test('S15: none of them would want its scripts', () => {
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
