import { connect } from 'node:tls';
import type { Config } from '../config.ts';
import { isLoopback } from '../settings.ts';
import { type Finding, findingsOf, reasonOf } from './finding.ts';

const TIMEOUT_MS = 5_000;
const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
/** Addresses of the internet at large; whoever trusts these trusts everybody. */
const ANYBODY = [
  ['8.8.8.8', 'ipv4'],
  ['2001:4860:4860::8888', 'ipv6'],
] as const;
/** Nobody has this id: who is taken for it was believed without a reason. */
const IMPOSTOR = 'orders-doctor-impostor';

/** How people reach this: TLS, the proxy in front, the login. */
export async function checkExposure(config: Config, nowMs: number): Promise<Finding[]> {
  const found = await Promise.all([checkTls(config, nowMs), checkProxy(config), checkLogin(config)]);
  return found.flat();
}

async function checkTls({ server, auth }: Config, nowMs: number): Promise<Finding[]> {
  const say = findingsOf('tls');
  const { publicUrl } = auth.oidc;
  if (publicUrl === '') {
    return isLoopback(server.host)
      ? [say.ok('Only this machine is served, or what stands in front of it.')]
      : [
          say.warning(
            'Others are served without TLS, as far as the settings tell: browsers then keep no app and no offline copy.',
            'Put a proxy with a certificate in front, and set PUBLIC_URL to its address.',
          ),
        ];
  }
  const url = new URL(publicUrl);
  if (url.protocol === 'http:') return [say.ok('People reach this on their own machine only.')];
  try {
    const days = Math.floor((Date.parse(await certificateEnd(url)) - nowMs) / DAY_MS);
    if (days >= SOON_DAYS) return [say.ok(`The certificate of ${url.host} is good for ${days} days.`)];
    const text = `The certificate of ${url.host} ends in ${days} days.`;
    return [say.warning(text, 'See to it that it is renewed.')];
  } catch (error) {
    return [
      say.error(
        `${url.host} has no connection that browsers trust (${reasonOf(error)}).`,
        'Check the certificate, the name in PUBLIC_URL and the proxy.',
      ),
    ];
  }
}

/** The date in the certificate that a browser would be shown. Rejects where a browser would warn. */
function certificateEnd(url: URL): Promise<string> {
  const { hostname, port } = url;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname });
  socket.setTimeout(TIMEOUT_MS, () =>
    socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
  );
  socket.once('error', reject);
  socket.once('secureConnect', () => resolve(socket.getPeerCertificate().valid_to));
  return promise.finally(() => socket.destroy());
}

async function checkProxy({ server, auth }: Config): Promise<Finding[]> {
  const say = findingsOf('proxy');
  const { ranges, isEmpty } = server.trustedProxies;
  if (isEmpty) return [say.ok('No proxy is believed.')];
  if (ANYBODY.some(([address, family]) => ranges.check(address, family))) {
    return [
      say.error(
        'TRUSTED_PROXIES holds the whole internet: anybody can say who they are.',
        'Name the addresses of your proxies only.',
      ),
    ];
  }
  const { publicUrl } = auth.oidc;
  if (auth.mode !== 'proxy') return [say.ok('Only the named proxies are believed.')];
  if (publicUrl === '') {
    return [
      say.warning(
        'Whether the proxy takes away identity fields that people send themselves could not be tried.',
        'Set PUBLIC_URL and start Orders, then look again.',
      ),
    ];
  }
  return [await tryImpostor(publicUrl, auth.proxyHeaders)];
}

/** Comes with an identity of its own making; a proxy that is set up rightly takes it away. */
async function tryImpostor(
  publicUrl: string,
  { user, email }: Config['auth']['proxyHeaders'],
): Promise<Finding> {
  const say = findingsOf('proxy');
  const url = new URL('/api/session', publicUrl);
  try {
    const headers = { [user]: IMPOSTOR, [email]: `${IMPOSTOR}@example.invalid` };
    const answer = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return (await answer.text()).includes(IMPOSTOR)
      ? say.error(
          `The proxy at ${url.host} passes on identity fields that anybody can send (${user}): anybody can be anybody.`,
          `Let it delete ${user} and the other identity fields from requests before it sets them.`,
        )
      : say.ok(`The proxy at ${url.host} lets nobody say themselves who they are.`);
  } catch (error) {
    return say.warning(
      `${url.host} does not answer (${reasonOf(error)}).`,
      'Start Orders and the proxy, then look again.',
    );
  }
}

async function checkLogin({ auth, server }: Config): Promise<Finding[]> {
  const say = findingsOf('login');
  if (auth.mode === 'none') {
    return isLoopback(server.host)
      ? [say.ok('None is needed: only this machine is served.')]
      : [say.warning('Everybody who reaches this may look and edit.', 'Set AUTH_MODE to proxy or oidc.')];
  }
  if (auth.mode === 'proxy') return [say.ok('People sign in at the proxy.')];
  const url = `${auth.oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { issuer } = (await answer.json()) as { issuer?: unknown };
    return issuer === auth.oidc.issuer
      ? [say.ok('The login provider answers.')]
      : [
          say.error(
            'The login provider calls itself otherwise than OIDC_ISSUER.',
            'Set OIDC_ISSUER exactly as its configuration has it.',
          ),
        ];
  } catch (error) {
    return [
      say.error(
        `The login provider does not answer (${reasonOf(error)}).`,
        'Check OIDC_ISSUER and the way to it.',
      ),
    ];
  }
}
