import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { sessionSchema } from '@orders/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startBehindProxy } from './support/security-setting.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'infra', 'login');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const AIRTABLE = {
  AIRTABLE_API_KEY: 'pat.secret',
  AIRTABLE_BASE_ID: 'app0123456789ABCD',
  AIRTABLE_TABLE_ID: 'Orders',
};
const configOf = (name: string) => readConfig({ ...AIRTABLE, ...parseEnv(read(`${name}.env`)) });

describe('S11: an example of a login by a proxy', () => {
  it.each(['oauth2-proxy', 'authelia', 'cloudflare-access'])(
    'S11: %s believes named addresses only, and lets nobody write by default',
    (name) => {
      const { auth, server } = configOf(name);
      expect(auth.mode).toBe('proxy');
      expect(server.trustedProxies.isEmpty).toBe(false);
      for (const stranger of ['10.0.0.1', '172.31.250.11', '203.0.113.9'])
        expect(server.trustedProxies.ranges.check(stranger)).toBe(false);
      expect(auth.editors).not.toContain('*');
      expect(auth.admins).not.toContain('*');
    },
  );

  it('S11: Caddy removes every identity field before it asks, and copies only those that are read', () => {
    const { proxyHeaders } = configOf('authelia').auth;
    const text = read('authelia.Caddyfile');
    const [before = '', after = ''] = text.split('forward_auth @asked');
    for (const field of Object.values(proxyHeaders)) {
      expect(before.toLowerCase()).toContain(`request_header -${field}`);
      expect(after.toLowerCase()).toMatch(new RegExp(`copy_headers [^\\n]*${field}`));
    }
    expect(text.indexOf('route {')).toBeLessThan(text.indexOf('request_header'));
  });

  it('S11: oauth2-proxy sets the fields that are read, removes a client’s, and keeps its tokens', () => {
    const { proxyHeaders } = configOf('oauth2-proxy').auth;
    // What it sets with pass_user_headers.
    expect(Object.values(proxyHeaders)).toEqual([
      'x-forwarded-user',
      'x-forwarded-email',
      'x-forwarded-groups',
    ]);
    const text = read('oauth2-proxy.cfg');
    for (const line of [
      'pass_user_headers = true',
      'skip_auth_strip_headers = true',
      'pass_access_token = false',
      'pass_authorization_header = false',
      'code_challenge_method = "S256"',
      'api_routes = ["^/api/"]',
    ])
      expect(text).toContain(`\n${line}\n`);
  });

  it('S11: the tunnel of Cloudflare checks who Access let in, and Orders listens to nobody else', () => {
    const { server } = configOf('cloudflare-access');
    expect(server.host).toBe('127.0.0.1');
    const [, ingress = ''] = read('cloudflare-access.yaml').split('originRequest:');
    expect(ingress).toMatch(/access:\s+required: true\s+teamName: \S+\s+audTag:\s+- \S+/);
  });

  it.each<[string, Record<string, string>, string]>([
    ['oauth2-proxy', { 'X-Forwarded-User': '17', 'X-Forwarded-Groups': 'staff,warehouse' }, 'editor'],
    ['oauth2-proxy', { 'X-Forwarded-User': '17', 'X-Forwarded-Groups': 'staff' }, 'viewer'],
    ['authelia', { 'Remote-User': 'kim', 'Remote-Groups': 'warehouse' }, 'editor'],
    ['cloudflare-access', { 'Cf-Access-Authenticated-User-Email': 'kim@example.com' }, 'editor'],
    ['cloudflare-access', { 'Cf-Access-Authenticated-User-Email': 'sam@example.com' }, 'viewer'],
  ])('S11: %s with %j makes a %s', async (name, headers, role) => {
    // The proxy of this test is on this machine, whatever address the example gives it.
    const settings = { ...parseEnv(read(`${name}.env`)), HOST: '127.0.0.1', TRUSTED_PROXIES: '127.0.0.1' };
    const { bff } = await startBehindProxy(settings as Record<string, string>);
    onTestFinished(() => bff[Symbol.asyncDispose]());
    const session = (await bff.fetch('/api/session', { headers })).as(sessionSchema);
    expect([session.user?.id, session.role]).toEqual([Object.values(headers)[0], role]);
  });
});
