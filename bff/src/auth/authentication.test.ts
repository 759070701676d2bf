import { describe, expect, test } from 'vitest';
import { createEditorRule, type Identity, principalOf } from './authentication.ts';

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
    expect(createEditorRule(editors)(somebody)).toBe(expected);
  });

  test('an address that is not known gives no rights', () => {
    expect(createEditorRule(['zoe@example.com', ''])({ ...somebody, email: null })).toBe(false);
  });

  test('the principal has the id, the name and what the rule says', () => {
    expect(principalOf(somebody, () => true)).toEqual({
      id: 'u-1',
      name: 'Zoë',
      role: 'editor',
      isKnown: true,
    });
    expect(principalOf(somebody, () => false).role).toBe('viewer');
  });
});
