import { describe, expect, test } from 'vitest';
import { type Claims, identityOf } from './identity-claims.ts';

describe('claims', () => {
  test('say who somebody is', () => {
    const claims = {
      sub: 'u-1',
      name: ' Zoë ',
      preferred_username: 'zoe',
      email: 'zoe@example.com',
      groups: ['warehouse', 'staff'],
    };
    expect(identityOf(claims, 'groups')).toEqual({
      id: 'u-1',
      name: 'Zoë',
      email: 'zoe@example.com',
      groups: ['warehouse', 'staff'],
    });
  });

  test.each<[Claims, string]>([
    [{ name: 'Zoë', preferred_username: 'zoe', email: 'z@e.example' }, 'Zoë'],
    [{ name: ' ', preferred_username: 'zoe', email: 'z@e.example' }, 'zoe'],
    [{ preferred_username: 7, email: 'z@e.example' }, 'z@e.example'],
    [{}, 'u-1'],
    [{ email: 'z@e.example', email_verified: false }, 'u-1'],
  ])('%j name somebody %j', (claims, name) => {
    expect(identityOf({ sub: 'u-1', ...claims }, 'groups')?.name).toBe(name);
  });

  test.each<[unknown, string | null]>([
    [true, 'z@e.example'],
    ['true', 'z@e.example'],
    [undefined, 'z@e.example'],
    [false, null],
    ['false', null],
    [null, null],
    [1, null],
  ])('an address counts when it is verified (%j) or nothing is said about it', (isVerified, email) => {
    const claims = { sub: 'u-1', email: 'z@e.example', email_verified: isVerified };
    expect(identityOf(claims, 'groups')?.email).toBe(email);
  });

  test.each<[Claims, string, string[]]>([
    [{ groups: ['a', 7, null, '', ' b '] }, 'groups', ['a', 'b']],
    [{ groups: 'a' }, 'groups', ['a']],
    [{ groups: { a: true } }, 'groups', []],
    [{}, 'groups', []],
    [{ 'https://example.com/roles': ['a'], groups: ['b'] }, 'https://example.com/roles', ['a']],
  ])('%j have under %j the groups %j', (claims, claim, groups) => {
    expect(identityOf({ sub: 'u-1', ...claims }, claim)?.groups).toEqual(groups);
  });

  test.each([undefined, '', 7, null])('with the subject %j are about nobody', (sub) => {
    expect(identityOf({ sub, name: 'Zoë' }, 'groups')).toBeNull();
  });
});
