import { isJsonObject } from '../json.ts';
import type { ApiCall, Handler } from '../wire/api-call.ts';
import { jsonReply, type Reply } from '../wire/reply.ts';

/** Answers every page as if it were the first, with an offset that leads to it again. */
export function withOffsetLoop(list: Handler, call: ApiCall): Reply {
  const body = isJsonObject(call.body) ? { ...call.body, offset: undefined } : call.body;
  const reply = list({ ...call, query: call.query.without('offset'), body });
  if (reply.body.kind !== 'json' || !isJsonObject(reply.body.value)) return reply;
  return jsonReply({ offset: 'itrRoundAndRound0/recRoundAndRound0', ...reply.body.value });
}
