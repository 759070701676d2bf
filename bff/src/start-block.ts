import type { Config } from './config.ts';

/** What a person reads when everything is ready: the address, and in short what it runs on. */
export function startBlock(config: Config, address: string): string {
  const url = config.auth.oidc.publicUrl === '' ? address : config.auth.oidc.publicUrl;
  const data = config.isSimulator
    ? 'the bundled Airtable simulator (sample orders; set AIRTABLE_API_KEY, AIRTABLE_BASE_ID and AIRTABLE_TABLE_ID for a real base)'
    : `Airtable base ${config.airtable.baseId}, table ${config.airtable.tableId}`;
  const memory = config.redisUrl === null ? 'this process' : 'Redis, shared by all replicas';
  return `
Orders is ready at ${url}

  data    ${data}
  memory  ${memory}
  login   ${LOGIN[config.auth.mode]}
  API     ${url}/docs

`;
}

const LOGIN: Readonly<Record<Config['auth']['mode'], string>> = {
  none: 'none: everybody who reaches this address',
  proxy: 'by the proxy in front',
  oidc: 'OpenID Connect',
};
