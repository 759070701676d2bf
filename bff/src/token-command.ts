import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { Audit } from './application/audit.ts';
import { ServiceTokens } from './application/service-tokens.ts';
import { createSharedMemory } from './composition/shared-memory.ts';
import type { Config } from './config.ts';
import { isFailure } from './domain/failures.ts';
import { MAX_TOKEN_DAYS, TOKEN_SCOPES, type TokenScope } from './domain/service-token.ts';
import { loadConfigOrExplain } from './load-config.ts';
import { systemClock } from './system-clock.ts';

const USAGE = `Service tokens let scripts use the API: Authorization: Bearer orders_…

  npm run token -- create --name NAME --scope read|write|metrics [--scope …] [--days 90]
  npm run token -- list
  npm run token -- revoke ID

write includes read. A token is shown once, when it is made; only its hash is kept.
`;

const ROOT = join(import.meta.dirname, '..', '..');
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;

/** What the command was asked for, in the form that it is typed in. */
class BadUse extends Error {
  override readonly name = 'BadUse';
}

interface Tools {
  readonly tokens: ServiceTokens;
  readonly audit: Audit;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function create({ tokens, audit }: Tools, args: readonly string[]): Promise<void> {
  const values = parsed(args);
  const name = (values.name ?? '').trim();
  if (name === '' || name.length > 100) throw new BadUse('Say what it is for: --name "nightly export".');
  const scopes = readScopes(values.scope ?? []);
  const days = Number(values.days ?? DEFAULT_DAYS);
  if (!Number.isInteger(days) || days < 1 || days > MAX_TOKEN_DAYS)
    throw new BadUse(`--days must be a whole number from 1 to ${MAX_TOKEN_DAYS}.`);
  const createdBy = `command:${userInfo().username}`;
  const { secret, token } = await tokens.create({ name, scopes, createdBy, lifetimeMs: days * DAY_MS });
  audit.record('token-created', { actor: createdBy, issuer: 'command', detail: `token:${token.id} ${name}` });
  print(`${secret}\n`);
  print(
    `Keep it now: it is not shown again. Token ${token.id}, ${scopes.join(', ')}, until ${dayOf(token.expiresAt)}.`,
  );
}

async function list({ tokens }: Tools): Promise<void> {
  const kept = await tokens.list();
  if (kept.length === 0) print('There are no service tokens.');
  const now = systemClock.now();
  for (const { id, name, scopes, expiresAt, lastUsedAt, createdBy } of kept) {
    const until = expiresAt <= now ? `expired ${dayOf(expiresAt)}` : `until ${dayOf(expiresAt)}`;
    const used =
      lastUsedAt === null ? 'never used' : `used ${new Date(lastUsedAt).toISOString().slice(0, 16)}Z`;
    print([id, scopes.join(','), until, used, `by ${createdBy}`, name].join('  '));
  }
}

async function revoke({ tokens, audit }: Tools, [id = '', ...rest]: readonly string[]): Promise<void> {
  if (id === '' || rest.length > 0) throw new BadUse('Say which one: npm run token -- revoke ID (see list).');
  const token = await tokens.revoke(id);
  if (token === null) throw new BadUse(`There is no token ${id}.`);
  const actor = `command:${userInfo().username}`;
  audit.record('token-revoked', { actor, issuer: 'command', detail: `token:${id} ${token.name}` });
  print(`Revoked ${id} (${token.name}).`);
}

function readScopes(given: readonly string[]): TokenScope[] {
  const asked = given.flatMap((text) => text.split(','));
  const unknown = asked.filter((scope) => !(TOKEN_SCOPES as readonly string[]).includes(scope));
  if (asked.length === 0 || unknown.length > 0)
    throw new BadUse(`--scope must be of ${TOKEN_SCOPES.join(', ')}.`);
  return TOKEN_SCOPES.filter((scope) => asked.includes(scope));
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { name: text, scope: { ...text, multiple: true }, days: text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadUse(error instanceof Error ? error.message : 'This cannot be understood.');
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

const COMMANDS = new Map(Object.entries({ create, list, revoke }));

/** Where the server keeps tokens: in Redis where that is set, else in its data directory. */
async function run(config: Config, [verb = '', ...args]: readonly string[]): Promise<void> {
  const command = COMMANDS.get(verb);
  if (command === undefined) throw new BadUse(USAGE.trimEnd());
  const log = pino({ level: 'silent' });
  const memory = await createSharedMemory(config, {
    clock: systemClock,
    random: Math.random,
    log,
    dataDirectory: resolve(ROOT, config.dataDirectory),
    epoch: 'command',
    onRedisCommand: () => {},
  });
  const tokens = new ServiceTokens(memory.tokenStore, systemClock);
  try {
    await command({ tokens, audit: new Audit(memory.auditTrail, log, systemClock) }, args);
  } finally {
    await memory.close();
  }
}

const config = loadConfigOrExplain({ root: ROOT, environment: process.env, isSimulatorToCome: true });
process.exitCode = 1;
if (config !== null) {
  try {
    await run(config, process.argv.slice(2));
    process.exitCode = 0;
  } catch (error) {
    if (!(error instanceof BadUse) && !isFailure(error)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
}
process.exit();
