import { describe, expect, test } from 'vitest';
import { createNameRule, type Identity, principalOf } from './authentication.ts';

const somebody: Identity = { id: 'u-1', name: 'Zoë', email: 'Zoe@Example.com', groups: ['Warehouse', ''] };

describe('editors', () => {
  test.each([
    [['*'], true],
    [['u-1'], true],
    [['zoe@example.com'], true],
    [['warehouse'], true],
    [['u-2', 'WAREHOUSE'], true],
    [['Zoë'], false],
    [['example.com'], false],
    [['ware'], false],
    [[''], false],
    [[], false],
  ])('%j makes somebody an editor: %j', (editors, expected) => {
    expect(createNameRule(editors)(somebody)).toBe(expected);
  });

  test('an address that is not known gives no rights', () => {
    expect(createNameRule(['zoe@example.com', ''])({ ...somebody, email: null })).toBe(false);
  });

  test('the principal has the id, the name and what the rule says', () => {
    const rights = { mayEdit: () => true, isAdmin: () => true };
    expect(principalOf(somebody, 'proxy', rights)).toEqual({
      id: 'u-1',
      name: 'Zoë',
      role: 'editor',
      isKnown: true,
      isAdmin: true,
      issuer: 'proxy',
      scopes: null,
    });
    const none = { mayEdit: () => false, isAdmin: () => false };
    expect(principalOf(somebody, 'proxy', none)).toMatchObject({ role: 'viewer', isAdmin: false });
  });
});
