import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly stop_grace_period?: string;
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

const compose: { services: Readonly<Record<string, Service>> } = parse(read('docker-compose.yml'));
const services = Object.entries(compose.services);
const haproxy = read('infra/docker/haproxy.cfg');

/** The specification's own schema; the linter that brings it is not run, since its rules are matters of taste. */
function validateCompose() {
  const linter = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const schema = JSON.parse(readFileSync(join(linter, 'schemas', 'compose.schema.json'), 'utf8'));
  // Ajv knows draft 7 by its address without the s.
  const { $schema: _draft7, ...rest } = schema;
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(rest);
  return (file: unknown) => (validate(file) ? [] : validate.errors);
}

/** The lines of a section of haproxy.cfg. */
function section(name: string): string[] {
  const [, body = ''] = haproxy.split(new RegExp(`^${name}\n`, 'm'));
  const [lines = ''] = body.split('\n\n');
  return lines.split('\n').map((line) => line.trim());
}

describe('docker-compose.yml', () => {
  it('is what the Compose specification allows', () => {
    const errorsOf = validateCompose();
    expect(errorsOf(compose)).toEqual([]);
    expect(errorsOf({ services: { orders: { image: 'orders', read_onli: true } } })).not.toEqual([]);
  });

  it.each(services)('runs %s with nothing that it does not need', (_name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.restart).toBe('unless-stopped');
  });

  it.each(services.filter(([, { image }]) => image !== 'orders:local'))(
    'takes %s in one exact version',
    (_name, { image }) => {
      expect(image).toMatch(/^[\w/]+:\d+\.\d+\.\d+(?:-\w+)?$/);
    },
  );

  it('gives a server longer to stop than the 20 s that it takes at most', () => {
    expect(Number.parseInt(compose.services['orders']?.stop_grace_period ?? '', 10)).toBeGreaterThan(20);
  });

  it('publishes the balancer alone, on this machine unless told otherwise', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['balancer']);
    expect(compose.services['balancer']?.ports).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose fills it in
      '${PUBLISH_HOST:-127.0.0.1}:${PUBLISH_PORT:-8000}:8000',
    ]);
  });

  it('keeps Redis where the balancer cannot reach it', () => {
    expect(compose.services['redis']?.networks).toEqual(['back']);
    expect(compose.services['balancer']?.networks).toEqual(['front']);
  });

  it('brings the simulator only when asked to', () => {
    expect(services.filter(([, { profiles }]) => profiles !== undefined).map(([name]) => name)).toEqual([
      'simulator',
    ]);
  });
});

describe('the balancer', () => {
  it('asks each server whether it is ready, more often than a stopping one goes on to answer', () => {
    expect(haproxy).toContain('option httpchk GET /health/ready');
    expect(haproxy).toContain('http-check expect status 200');
    expect(haproxy).toMatch(/default-server check inter 200ms fall 1 /);
  });

  it('tries a write again only where no connection was made', () => {
    expect(section('backend writes')).toContain('retry-on conn-failure');
    expect(section('backend writes')).toContain('http-reuse never');
    expect(section('frontend orders')).toContain('use_backend reads if METH_GET');
    expect(section('frontend orders')).toContain('default_backend writes');
  });

  it('lets a client bring neither an address nor an identity along', () => {
    for (const field of ['For', 'User', 'Email', 'Groups']) {
      expect(section('frontend orders')).toContain(
        `http-request del-header X-Forwarded-${field} unless is_from_front`,
      );
    }
  });
});

describe('the Dockerfile', () => {
  const stages = read('infra/docker/Dockerfile').split(/^FROM /m);
  const last = stages.at(-1) ?? '';

  it('starts from one exact version of Node', () => {
    expect(stages[0]).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-\w+-slim$/m);
  });

  it('runs as nobody special, is asked whether it lives, and gets signals itself', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).toMatch(/^CMD \["node", /m);
  });

  it('leaves in the image nothing that only building takes', () => {
    expect(last).not.toMatch(/^RUN npm/m);
    expect(last).not.toContain('COPY . ');
  });
});
