import { resolve } from 'node:path';
import type { Clock, Log } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { checkAirtable } from './check-airtable.ts';
import { checkExposure } from './check-exposure.ts';
import { checkDisk, checkNode, checkPort } from './check-machine.ts';
import { checkRedis } from './check-redis.ts';
import { checkSettings, type SettingsToCheck } from './check-settings.ts';
import type { Finding } from './finding.ts';

export interface DoctorOptions extends SettingsToCheck {
  readonly root: string;
  readonly nodeVersion: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Diagnosis {
  /** Whether nothing is an error. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly airtableCalls: number;
}

/** Looks at everything that has to be right; changes nothing and says no secret. */
export async function runDoctor(options: DoctorOptions): Promise<Diagnosis> {
  const { config, findings } = await checkSettings(options);
  const begun = [checkNode(options.nodeVersion), ...findings];
  const rest = config === null ? { findings: [], calls: 0 } : await checkRest(config, options);
  const all = [...begun, ...rest.findings].map((finding) => withoutSecrets(finding, secretsOf(config)));
  return { ok: all.every(({ level }) => level !== 'error'), findings: all, airtableCalls: rest.calls };
}

async function checkRest(config: Config, { root, clock, log }: DoctorOptions) {
  const [machine, airtable, redis, exposure] = await Promise.all([
    Promise.all([checkPort(config), checkDisk(resolve(root, config.dataDirectory))]),
    checkAirtable(config, { clock, log }),
    checkRedis(config, () => clock.now()),
    checkExposure(config, clock.now()),
  ]);
  return { findings: [...machine, ...airtable.findings, ...redis, ...exposure], calls: airtable.calls };
}

function secretsOf(config: Config | null): string[] {
  if (config === null) return [];
  const url = config.redisUrl?.reveal() ?? '';
  const passwords = url.split(',').flatMap((node) => (URL.canParse(node) ? [new URL(node).password] : []));
  const secrets = [
    config.airtable.apiKey.reveal(),
    config.auth.oidc.clientSecret.reveal(),
    url,
    ...passwords,
  ];
  return secrets.filter((secret) => secret !== '');
}

/** Whatever somebody else's message holds, a secret does not leave by it. */
function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const hide = (text: string) => secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text);
  const { advice } = finding;
  return {
    ...finding,
    message: hide(finding.message),
    ...(advice === undefined ? {} : { advice: hide(advice) }),
  };
}
