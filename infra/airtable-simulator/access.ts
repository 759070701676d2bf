import type { PermissionLevel, Person } from './table/actor.ts';
import type { Caller } from './wire/api-call.ts';
import {
  authenticationRequired,
  hiddenOrMissing,
  invalidToken,
  noSuchResource,
  notPermitted,
} from './wire/api-failure.ts';
import type { EndpointName, Route } from './wire/endpoints.ts';

export interface TokenGrant {
  readonly token: string;
  readonly scopes: readonly string[];
  readonly person: Person;
  /** Bases the token was given; `undefined` = all of them. */
  readonly baseIds?: readonly string[];
}

export const allScopes: readonly string[] = [
  'data.records:read',
  'data.records:write',
  'schema.bases:read',
  'webhook:manage',
  'user.email:read',
];

/** What a call needs from the person behind the token, beside the token's own scope. */
const neededLevels: Readonly<Partial<Record<EndpointName, PermissionLevel>>> = {
  createRecords: 'edit',
  updateRecord: 'edit',
  updateRecords: 'edit',
  deleteRecord: 'edit',
  deleteRecords: 'edit',
  createWebhook: 'create',
  deleteWebhook: 'create',
  refreshWebhook: 'create',
  enableNotifications: 'create',
};

const levels: readonly PermissionLevel[] = ['none', 'read', 'comment', 'edit', 'create'];

/** A call succeeds only if the person's role, the token's scopes and the token's bases all allow it. */
export class Access {
  readonly #callers = new Map<string, Caller>();
  readonly #knownBaseIds: ReadonlySet<string>;

  constructor(grants: readonly TokenGrant[], knownBaseIds: readonly string[]) {
    this.#knownBaseIds = new Set(knownBaseIds);
    for (const grant of grants) this.grant(grant);
  }

  /** Gives a token its rights, in place of those that it had; holds from the next call on. */
  grant(grant: TokenGrant): void {
    this.#callers.set(grant.token, {
      actor: { source: 'publicApi', person: grant.person },
      scopes: new Set(grant.scopes),
      baseIds: grant.baseIds,
    });
  }

  /** Leaves a token these scopes only, as its owner does on the page of tokens. */
  limit(token: string, scopes: readonly string[]): void {
    const caller = this.#callers.get(token);
    if (caller !== undefined) this.#callers.set(token, { ...caller, scopes: new Set(scopes) });
  }

  /** Who is calling; throws a 401. */
  identify(authorization: string | undefined): Caller {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw authenticationRequired();
    const caller = this.#callers.get(token);
    if (caller === undefined) throw invalidToken();
    return caller;
  }

  /** Throws when the base is unknown to this caller: existence is not disclosed. */
  expectBase(caller: Caller, route: Route): void {
    const id = route.parameters['base'];
    if (id === undefined) return;
    const isKnown = this.#knownBaseIds.has(id);
    if (isKnown && (caller.baseIds === undefined || caller.baseIds.includes(id))) return;
    throw route.name === 'listTables' ? noSuchResource() : hiddenOrMissing();
  }

  expectAllowed(caller: Caller, route: Route): void {
    const level = caller.actor.person.permissionLevel;
    if (level === 'none') throw hiddenOrMissing();
    if (route.scope !== undefined && !caller.scopes.has(route.scope)) throw hiddenOrMissing();
    const needed = neededLevels[route.name] ?? 'read';
    if (levels.indexOf(level) < levels.indexOf(needed)) throw notPermitted();
  }
}
