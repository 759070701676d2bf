import type Router from '@koa/router';
import { PATHS } from '@orders/contract';
import { HttpProblem } from '../http/http-problem.ts';
import { onlyParameters } from '../http/query-parameters.ts';
import type { RequestState } from '../http/request-state.ts';
import { localPath } from './return-path.ts';

/**
 * The address of the login where somebody else signs people in, or something in between asks for a login of its own.
 * The app's own addresses are answered on the device, so this is the one that reaches whoever asks; once they are
 * content, the request comes through to here and leads back.
 */
export function mountWayThrough(router: Router<RequestState>): void {
  router.get(PATHS.login, async (ctx) => {
    const { returnTo: asked = '/' } = onlyParameters(ctx, ['returnTo']);
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(safePath(asked));
  });
}

/** @throws HttpProblem 400 for whatever leads elsewhere, or back into the login */
export function safePath(asked: string): string {
  const path = localPath(asked);
  if (path !== null) return path;
  throw new HttpProblem('bad-request', 'After signing in you can only go on within Orders.', {
    errors: [{ field: 'returnTo', message: 'must be a path of this site' }],
  });
}
