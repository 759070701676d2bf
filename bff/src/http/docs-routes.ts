import type Router from '@koa/router';
import { PROBLEM_TYPE_PREFIX } from '@orders/contract';
import { chooseCoding } from './content-coding.ts';
import { DOCS_STYLE, docsPage, problemPage } from './docs-page.ts';
import { openApiDocument } from './openapi.ts';
import { evaluateRead } from './preconditions.ts';
import { ReadyAnswer } from './ready-answer.ts';
import type { OrdersContext, RequestState } from './request-state.ts';

/** The API's description, for programs and for people. */
export function mountDocsRoutes(router: Router<RequestState>, version: string): void {
  const document = openApiDocument(version);
  const openApi = ReadyAnswer.ofJson(document);
  const page = textAnswer(docsPage(document));
  const style = textAnswer(DOCS_STYLE);
  router.get('/openapi.json', async (ctx) => send(ctx, openApi, 'application/json'));
  router.get('/docs', async (ctx) => send(ctx, page, 'text/html'));
  router.get('/docs/style.css', async (ctx) => send(ctx, style, 'text/css'));
  router.get(`${PROBLEM_TYPE_PREFIX}:type`, async (ctx) => {
    const html = problemPage(ctx.params['type'] ?? '');
    if (html !== null) send(ctx, textAnswer(html), 'text/html');
  });
}

function textAnswer(text: string): ReadyAnswer {
  return new ReadyAnswer(Buffer.from(text));
}

function send(ctx: OrdersContext, answer: ReadyAnswer, type: string): void {
  const coding = answer.effectiveCoding(chooseCoding(ctx.req.headers['accept-encoding']));
  ctx.set('ETag', answer.etag(coding));
  ctx.set('Cache-Control', 'no-cache');
  ctx.vary('Accept-Encoding');
  const ifNoneMatch = ctx.req.headers['if-none-match'];
  const fields = {
    ifMatch: undefined,
    ifNoneMatch,
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
  };
  if (evaluateRead(fields, answer.opaque) === 'not-modified') {
    ctx.status = 304;
    return;
  }
  ctx.status = 200;
  if (coding !== 'identity') ctx.set('Content-Encoding', coding);
  ctx.body = answer.in(coding);
  ctx.type = type;
}
