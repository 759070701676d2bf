import type { Actor } from '../table/actor.ts';
import type { BracketQuery } from './bracket-query.ts';
import type { EndpointName } from './endpoints.ts';
import type { Reply } from './reply.ts';

/** One request whose caller is known and allowed in. */
export interface ApiCall {
  readonly endpoint: EndpointName;
  readonly method: string;
  /** Decoded path parts: `base`, `table`, `record`, `webhook`, as the endpoint has them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: BracketQuery;
  /** Parsed JSON; `undefined` when there was no body or it was not sent as JSON. */
  readonly body: unknown;
  readonly caller: Caller;
}

export interface Caller {
  readonly actor: Actor;
  readonly scopes: ReadonlySet<string>;
  /** Ids of the bases that the token was given; `undefined` = all. */
  readonly baseIds: readonly string[] | undefined;
}

export type Handler = (call: ApiCall) => Reply;
