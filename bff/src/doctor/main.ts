import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { createLogger } from '../logger.ts';
import { systemClock } from '../system-clock.ts';
import { type Diagnosis, runDoctor } from './run-doctor.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const HELP = `npm run doctor -- [--json] [--settings-file FILE]

Looks at Node, port, disk, settings, token, table, fields, Redis, clock, proxy, login and TLS, and says what to do.
Costs five Airtable calls at the most and changes nothing. Ends with 0 when nothing is wrong, with 1 when something is.
`;
const MARKS = { ok: 'ok     ', warning: 'WARNING', error: 'ERROR  ' } as const;

async function main(args: readonly string[]): Promise<number> {
  const file = args.indexOf('--settings-file');
  const known = new Set(['--json', '--help', '--settings-file']);
  const unknown = args.find((arg, index) => !known.has(arg) && (file === -1 || index !== file + 1));
  if (unknown !== undefined || args.includes('--help')) {
    process.stdout.write(HELP);
    return unknown === undefined ? 0 : 1;
  }
  const envFile = (file === -1 ? undefined : args[file + 1]) ?? join(ROOT, '.env');
  const diagnosis = await runDoctor({
    envFile,
    fromFile: existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {},
    environment: process.env,
    root: ROOT,
    nodeVersion: process.versions.node,
    clock: systemClock,
    log: createLogger('silent', false).log,
  });
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(diagnosis, null, 2)}\n` : asText(diagnosis),
  );
  return diagnosis.ok ? 0 : 1;
}

function asText({ findings, airtableCalls }: Diagnosis): string {
  const lines = findings.flatMap(({ check, level, message, advice }) => [
    `${MARKS[level]}  ${check.padEnd(8)}  ${message}`,
    ...(advice === undefined ? [] : [`${' '.repeat(19)}→ ${advice}`]),
  ]);
  const count = (level: string) => findings.filter((finding) => finding.level === level).length;
  const sum = `${count('error')} errors, ${count('warning')} warnings; ${airtableCalls} Airtable calls`;
  return `${[...lines, '', sum].join('\n')}\n`;
}

process.exitCode = await main(process.argv.slice(2));
