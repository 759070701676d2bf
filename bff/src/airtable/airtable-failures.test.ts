import { describe, expect, it } from 'vitest';
import { Failure, SourceRefused, WriteRejected } from '../domain/failures.ts';
import {
  AirtableProblem,
  type CallKind,
  failureOfProblem,
  failureOfTimeout,
  failureOfTransport,
  isUpstreamFault,
  TransportProblem,
} from './airtable-failures.ts';
import { parseProblem } from './problem-body.ts';

function failureOf(status: number, body: unknown, kind: CallKind): Failure {
  const answer =
    typeof body === 'object' && body !== null
      ? { kind: 'object' as const, value: { ...body } }
      : { kind: 'nonsense' as const, what: 'HTML' };
  return failureOfProblem(parseProblem(status, answer, 'patSecret.123'), kind);
}

const error = (type: string, message = 'text') => ({ error: { type, message } });

describe('a refused read', () => {
  it.each([
    [401, error('AUTHENTICATION_REQUIRED'), 'token'],
    [403, error('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND'), 'base-or-table'],
    [403, error('INVALID_PERMISSIONS'), 'permission'],
    [404, error('TABLE_NOT_FOUND'), 'base-or-table'],
    [404, { error: 'NOT_FOUND' }, 'base-or-table'],
    [402, {}, 'permission'],
    [422, error('UNKNOWN_FIELD_NAME', 'Unknown field name: "Priority"'), 'field'],
    [422, error('INVALID_REQUEST_UNKNOWN'), 'request'],
    [413, '<html>', 'request'],
    [400, error('INVALID_REQUEST_BODY'), 'request'],
  ])('%i %j is about the %s', (status, body, reason) => {
    expect(failureOf(status, body, 'read')).toMatchObject({ name: 'SourceRefused', reason });
  });

  it('names the unknown field', () => {
    const failure = failureOf(422, error('UNKNOWN_FIELD_NAME', 'Unknown field name: "Order "ID""'), 'read');
    expect(failure).toBeInstanceOf(SourceRefused);
    expect(failure).toMatchObject({ fields: ['Order "ID"'] });
  });
});

describe('a refused write', () => {
  it.each([
    [422, error('INVALID_MULTIPLE_CHOICE_OPTIONS'), 'option'],
    [422, error('INVALID_VALUE_FOR_COLUMN'), 'value'],
    [422, error('ROW_DOES_NOT_EXIST'), 'no-such-record'],
    [404, error('MODEL_ID_NOT_FOUND'), 'no-such-record'],
  ])('%i %j is rejected for its %s', (status, body, reason) => {
    const failure = failureOf(status, body, 'write');
    expect(failure).toBeInstanceOf(WriteRejected);
    expect(failure).toMatchObject({ reason });
  });

  it('is a matter of rights when the table cannot be written to', () => {
    const body = error('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND');
    expect(failureOf(403, body, 'write')).toMatchObject({ name: 'SourceRefused', reason: 'permission' });
  });
});

describe('a server error', () => {
  it.each([
    [500, 'source-unreachable'],
    [502, 'source-unreachable'],
    [503, 'source-unreachable'],
    [504, 'source-timeout'],
    [408, 'source-timeout'],
  ])('%i is %s for a read and leaves a write unknown', (status, kind) => {
    expect(failureOf(status, '<html>', 'read')).toMatchObject({ name: 'Failure', kind });
    expect(failureOf(status, '<html>', 'write')).toMatchObject({ name: 'OutcomeUnknown' });
  });
});

describe('the monthly cap', () => {
  it.each([
    [{ errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message: 'used up' }] }],
    [error('PUBLIC_API_BILLING_LIMIT_EXCEEDED')],
    [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' }],
  ])('is told apart from throttling in %j', (body) => {
    expect(failureOf(429, body, 'read').kind).toBe('source-quota-used-up');
  });
});

describe('a broken connection', () => {
  it('leaves no doubt when it never came about', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']) {
      expect(failureOfTransport(new TransportProblem(code, ''), 'write').name).toBe('Failure');
    }
  });

  it('leaves a write unknown when it broke later', () => {
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', null]) {
      expect(failureOfTransport(new TransportProblem(code, ''), 'write').name).toBe('OutcomeUnknown');
      expect(failureOfTransport(new TransportProblem(code, ''), 'read').name).toBe('Failure');
    }
  });
});

describe('parseProblem', () => {
  it('keeps the token out, wherever it is echoed', () => {
    const body = { kind: 'object' as const, value: error('patSecret.123', 'Bearer patSecret.123 is bad') };
    const problem = parseProblem(401, body, 'patSecret.123');
    expect(problem).toBeInstanceOf(AirtableProblem);
    expect(JSON.stringify([problem.type, problem.message])).not.toContain('patSecret');
  });

  it.each([
    [{ error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } }, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'],
    [{ errors: [{ error: 'RATE_LIMIT_REACHED' }] }, 'RATE_LIMIT_REACHED'],
    [{ error: 'NOT_FOUND' }, 'NOT_FOUND'],
    [{ errors: [] }, null],
    [{ error: 7 }, null],
    [{}, null],
  ])('reads the type of %j as %j', (value, type) => {
    expect(parseProblem(422, { kind: 'object', value }, '').type).toBe(type);
  });
});

describe('what Airtable says to what was asked', () => {
  it.each([
    [401, error('AUTHENTICATION_REQUIRED')],
    [403, error('INVALID_PERMISSIONS')],
    [404, error('MODEL_ID_NOT_FOUND')],
    [422, error('INVALID_MULTIPLE_CHOICE_OPTIONS')],
    [422, error('INVALID_VALUE_FOR_COLUMN')],
  ])('is no fault of the other side: %i %j', (status, body) => {
    expect(isUpstreamFault(failureOf(status, body, 'write'))).toBe(false);
    expect(isUpstreamFault(failureOf(status, body, 'read'))).toBe(false);
  });

  it('is told apart from its not working', () => {
    expect(isUpstreamFault(failureOf(503, {}, 'read'))).toBe(true);
    expect(isUpstreamFault(failureOf(408, {}, 'write'))).toBe(true);
    expect(isUpstreamFault(failureOfTimeout(1_000, 'write'))).toBe(true);
    expect(isUpstreamFault(new Failure('source-throttled', 'too many calls'))).toBe(false);
    expect(isUpstreamFault(new DOMException('A caller left.', 'AbortError'))).toBe(false);
  });
});
