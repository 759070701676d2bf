import type { BalancerOptions } from './balancer.ts';

/**
 * A configuration for haproxy 2.4 and newer: as the compose file's balancer, with a look at each replica four times a
 * second. A replica that stops says so for two seconds before it refuses connections.
 */
export function haproxyConfiguration({ host, port, replicas, identityHeaders }: BalancerOptions): string {
  const servers = replicas.map((url, index) => `  server replica-${index + 1} ${new URL(url).host}`);
  return `defaults
  mode http
  option http-keep-alive
  timeout connect 1s
  # Longer than the time between two looks: a replica that is busy is not gone.
  timeout check 2s
  timeout http-request 15s
  timeout http-keep-alive 75s
  timeout queue 3s
  # An event stream says something every fifteen seconds.
  timeout client 60s
  # A person's sync of a large table takes minutes.
  timeout server 10m
  timeout tunnel 1h

frontend orders
  bind ${host.includes(':') ? `[${host}]` : host}:${port}
  default_backend replicas

backend replicas
  balance leastconn
  # Whoever asks is who this process has seen; nobody may bring an identity along.
${identityHeaders.map((name) => `  http-request del-header ${name}\n`).join('')}\
  http-request del-header Forwarded
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  option httpchk GET /health/ready
  http-check expect status 200
  # What a replica may have received is tried again only if it is a GET or HEAD, so nothing is done twice.
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response
  http-request disable-l7-retry unless { method GET HEAD }
  # On a connection used before, nobody knows whether a request still got through.
  http-reuse safe
  default-server check inter 250ms fastinter 100ms fall 1 rise 1
${servers.join('\n')}
`;
}
