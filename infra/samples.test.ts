import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { debianProgram } from './debian-program.ts';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const textOf = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const SERVICE = pathOf('systemd/orders.service');

const programs = {
  nginx: await debianProgram('nginx', ['nginx']),
  caddy: await debianProgram('caddy', ['caddy']),
  openssl: await debianProgram('openssl', ['openssl']),
  systemd: await debianProgram('systemd-analyze', ['systemd']),
};
for (const [name, program] of Object.entries(programs)) {
  if (program === null) process.stderr.write(`No ${name} here: its sample is not checked.\n`);
}

/** What a program prints, whether or not it is content. */
async function output(
  program: string | null,
  given: readonly string[],
): Promise<{ code: number; text: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program ?? '', given);
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'orders-samples-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test.skipIf(programs.nginx === null || programs.openssl === null)('nginx takes its sample', async () => {
  const place = folder();
  const [key, certificate] = [join(place, 'key.pem'), join(place, 'certificate.pem')];
  const names = ['-subj', '/CN=orders.example.com', '-keyout', key, '-out', certificate];
  await output(programs.openssl, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...names]);
  const sample = textOf('proxies/nginx.conf')
    .replace('/etc/ssl/orders/fullchain.pem', certificate)
    .replace('/etc/ssl/orders/privkey.pem', key);
  writeFileSync(join(place, 'orders.conf'), sample);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(place, name)};`,
  );
  const main = join(place, 'nginx.conf');
  const http = [...temporary, 'access_log off;', `include ${join(place, 'orders.conf')};`].join('\n');
  writeFileSync(main, `pid ${join(place, 'pid')};\nerror_log stderr;\nevents {}\nhttp {\n${http}\n}\n`);
  const { code, text } = await output(programs.nginx, ['-t', '-e', 'stderr', '-p', place, '-c', main]);
  expect([code, text]).toEqual([0, expect.stringContaining('test is successful')]);
});

test.skipIf(programs.caddy === null)('Caddy takes its sample', async () => {
  const given = ['validate', '--adapter', 'caddyfile', '--config', pathOf('proxies/Caddyfile')];
  const { code, text } = await output(programs.caddy, given);
  expect([code, text]).toEqual([0, expect.stringContaining('Valid configuration')]);
});

describe('the unit of systemd', () => {
  test.skipIf(programs.systemd === null)('is exposed to next to nothing', async () => {
    const { text } = await output(programs.systemd, ['security', '--offline=true', '--no-pager', SERVICE]);
    const exposure = Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(text)?.[1]);
    expect(exposure).toBeLessThanOrEqual(2);
  });

  test.skipIf(programs.systemd === null)('has no setting that systemd does not know', async () => {
    const { text } = await output(programs.systemd, ['verify', '--man=no', SERVICE]);
    expect(text).not.toMatch(/orders\.service:\d+: (?:Unknown|Failed to parse|Invalid)/);
  });

  test('waits for the end for longer than the server takes', () => {
    const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(textOf('systemd/orders.service'))?.[1]);
    expect(seconds).toBeGreaterThan(20);
  });
});

test.each(['proxies/nginx.conf', 'proxies/Caddyfile'])(
  '%s passes on no identity of a client’s own',
  (file) => {
    for (const name of ['X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Groups']) {
      expect(textOf(file)).toContain(name);
    }
  },
);
