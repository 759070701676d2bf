import { matchesStrongly, matchesWeakly, parseTagCondition } from './entity-tags.ts';
import { HttpProblem } from './http-problem.ts';

/** The precondition fields of a request as they came. */
export interface PreconditionFields {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

export type PreconditionResult = 'proceed' | 'not-modified' | 'failed';

/**
 * Evaluates the preconditions of a read in the order of RFC 9110 §13.2.2. The representations here have no
 * Last-Modified, so the date fields have nothing to be compared with and are ignored, as §13.1.3 and §13.1.4 ask.
 * @throws HttpProblem 400 for a field that is not a list of entity tags
 */
export function evaluateRead(fields: PreconditionFields, opaque: string): PreconditionResult {
  if (fields.ifMatch !== undefined && !matchesStrongly(tagCondition('If-Match', fields.ifMatch), opaque)) {
    return 'failed';
  }
  if (
    fields.ifNoneMatch !== undefined &&
    matchesWeakly(tagCondition('If-None-Match', fields.ifNoneMatch), opaque)
  ) {
    return 'not-modified';
  }
  return 'proceed';
}

/**
 * The precondition of a write on the state it changes, or `null` when the request has none.
 * @throws HttpProblem 400 for a field that is not a list of entity tags
 */
export function writePrecondition(
  fields: Pick<PreconditionFields, 'ifMatch' | 'ifNoneMatch'>,
): ((opaque: string) => boolean) | null {
  const match = fields.ifMatch === undefined ? null : tagCondition('If-Match', fields.ifMatch);
  const noneMatch =
    fields.ifNoneMatch === undefined ? null : tagCondition('If-None-Match', fields.ifNoneMatch);
  if (match === null && noneMatch === null) return null;
  return (opaque) =>
    (match === null || matchesStrongly(match, opaque)) &&
    (noneMatch === null || !matchesWeakly(noneMatch, opaque));
}

function tagCondition(field: string, value: string) {
  const condition = parseTagCondition(value);
  if (condition === null) {
    throw new HttpProblem('bad-request', `${field} must be * or a list of entity tags.`, {
      errors: [{ field, message: 'must be * or a list of quoted entity tags' }],
    });
  }
  return condition;
}
