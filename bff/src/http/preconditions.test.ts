import { describe, expect, it } from 'vitest';
import { HttpProblem } from './http-problem.ts';
import { evaluateRead, type PreconditionFields, writePrecondition } from './preconditions.ts';

const CURRENT = 'v2';

/** Values of a field of tags, and whether they match the current state strongly and weakly; `null` = no such field. */
const TAG_FIELDS = [
  { value: undefined, strong: null, weak: null },
  { value: '"v2"', strong: true, weak: true },
  { value: '"v2-gz"', strong: true, weak: true },
  { value: '"v1"', strong: false, weak: false },
  { value: 'W/"v2"', strong: false, weak: true },
  { value: '"v1", "v2"', strong: true, weak: true },
  { value: 'W/"v2", "v1"', strong: false, weak: true },
  { value: '"v0","v1"', strong: false, weak: false },
  { value: '*', strong: true, weak: true },
  { value: 'v2', strong: 'bad', weak: 'bad' },
  { value: '*, "v2"', strong: 'bad', weak: 'bad' },
] as const;

const OLD = 'Mon, 01 Jan 2001 00:00:00 GMT';
const FUTURE = 'Fri, 01 Jan 2038 00:00:00 GMT';
const DATES = [
  {},
  { ifModifiedSince: FUTURE },
  { ifUnmodifiedSince: OLD },
  { ifModifiedSince: 'nonsense', ifUnmodifiedSince: 'nonsense' },
];

interface Row {
  readonly match: (typeof TAG_FIELDS)[number];
  readonly noneMatch: (typeof TAG_FIELDS)[number];
}

const ROWS: Row[] = TAG_FIELDS.flatMap((match) => TAG_FIELDS.map((noneMatch) => ({ match, noneMatch })));

/**
 * RFC 9110 §13.2.2 for what has no Last-Modified: (1) a false If-Match is a 412; the dates have nothing to be compared
 * with; (3) a false If-None-Match is a 304 to GET, a 412 to others. What is no list of tags is a 400 when it is reached.
 */
function statusByTheBook({ match, noneMatch }: Row, method: 'GET' | 'PATCH'): number {
  if (match.strong === 'bad') return 400;
  if (method === 'PATCH' && noneMatch.weak === 'bad') return 400;
  if (match.strong === false) return 412;
  if (noneMatch.weak === 'bad') return 400;
  if (noneMatch.weak === true) return method === 'GET' ? 304 : 412;
  return 200;
}

/** The row's fields, once with each combination of dates. */
const fieldsOf = ({ match, noneMatch }: Row): PreconditionFields[] =>
  DATES.map((dates) => ({
    ifMatch: match.value,
    ifNoneMatch: noneMatch.value,
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
    ...dates,
  }));

function statusOf(evaluate: () => number): number {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof HttpProblem) return error.status;
    throw error;
  }
}

const STATUS = { proceed: 200, 'not-modified': 304, failed: 412 };
const titled = ROWS.map((row) => [row.match.value ?? '–', row.noneMatch.value ?? '–', row] as const);

describe('preconditions', () => {
  it('are tried in all combinations', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(120);
    const statuses = new Set(
      ROWS.flatMap((row) => [statusByTheBook(row, 'GET'), statusByTheBook(row, 'PATCH')]),
    );
    expect(statuses).toEqual(new Set([200, 304, 400, 412]));
  });

  it.each(titled)('If-Match %s and If-None-Match %s are judged by the book', (_match, _noneMatch, row) => {
    for (const fields of fieldsOf(row)) {
      const read = statusOf(() => STATUS[evaluateRead(fields, CURRENT)]);
      expect(read, 'GET').toBe(statusByTheBook(row, 'GET'));
      const write = statusOf(() => ((writePrecondition(fields)?.(CURRENT) ?? true) ? 200 : 412));
      expect(write, 'PATCH').toBe(statusByTheBook(row, 'PATCH'));
    }
  });

  it('that are absent are none', () => {
    expect(writePrecondition({ ifMatch: undefined, ifNoneMatch: undefined })).toBeNull();
  });

  it('that are no lists of tags are named', () => {
    expect(() => writePrecondition({ ifMatch: undefined, ifNoneMatch: 'x' })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'If-None-Match' })] }),
    );
  });
});
