import getRawBody from 'raw-body';
import { HttpProblem } from '../http/http-problem.ts';
import type { OrdersContext } from '../http/request-state.ts';

const FORM_TYPE = 'application/x-www-form-urlencoded';
const MAX_BYTES = 64 * 1024;

/**
 * The body of a request as the fields of a form.
 * @throws HttpProblem 415 for another media type, 413 above 64 KB, 400 for a body that breaks off
 */
export async function readForm(ctx: OrdersContext): Promise<URLSearchParams> {
  const [type = ''] = ctx.get('Content-Type').toLowerCase().split(';');
  if (type.trim() !== FORM_TYPE) throw new HttpProblem('unsupported-media-type', `Send ${FORM_TYPE}.`);
  const length = ctx.get('Content-Length');
  try {
    const text = await getRawBody(ctx.req, {
      limit: MAX_BYTES,
      encoding: 'utf-8',
      ...(length === '' ? {} : { length }),
    });
    return new URLSearchParams(text);
  } catch (cause) {
    if (cause instanceof Error && 'type' in cause && cause.type === 'entity.too.large') {
      throw new HttpProblem('content-too-large', `A form has at most ${MAX_BYTES} bytes.`, {
        headers: { Connection: 'close' },
        cause,
      });
    }
    throw new HttpProblem('bad-request', 'The body did not arrive whole.', { cause });
  }
}
