import { describe, expect, test } from 'vitest';
import { keyFor, withKey } from './key-bindings.ts';
import { isSingleKey, keyOf, keyParts } from './keys.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('a key', () => {
  test.each([
    ['j', {}, 'j'],
    ['J', { shiftKey: true }, 'shift+j'],
    ['J', {}, 'j'],
    ['?', { shiftKey: true }, '?'],
    ['k', { ctrlKey: true }, 'mod+k'],
    ['k', { metaKey: true }, 'mod+k'],
    ['Z', { ctrlKey: true, shiftKey: true }, 'mod+shift+z'],
    ['Enter', { shiftKey: true }, 'shift+Enter'],
    ['F2', {}, 'F2'],
  ] as const)('%s with %o is %s', (key, held, expected) => {
    expect(press(key, held)).toBe(expected);
  });

  test('of the system, and a modifier alone, is none of ours', () => {
    expect(press('Shift', { shiftKey: true })).toBeNull();
    expect(press('é', { altKey: true })).toBeNull();
    expect(press('Dead')).toBeNull();
  });

  test('without Ctrl belongs to whoever types, but for the function keys', () => {
    expect(['j', '?', 'Enter', 'shift+x', 'mod+k', 'F2', 'shift+F2'].filter(isSingleKey)).toEqual([
      'j',
      '?',
      'Enter',
      'shift+x',
    ]);
  });

  test('stands on the keyboard as it is printed there', () => {
    expect(keyParts('mod+shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyParts('mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyParts('+', false)).toEqual(['+']);
    expect(keyParts('mod++', false)).toEqual(['Ctrl', '+']);
  });
});

describe('another key', () => {
  const none = { hasSingleKeys: true, keys: {} };

  test('is taken from whichever shortcut had it', () => {
    const bindings = withKey(none, 'select', 'j');
    expect(keyFor('select', bindings)).toBe('j');
    expect(keyFor('next', bindings)).toBeNull();
  });

  test('that is its own again is not remembered', () => {
    expect(withKey(withKey(none, 'select', 'q'), 'select', 'x')).toEqual(none);
  });

  test('can be none', () => {
    expect(keyFor('sheet', withKey(none, 'sheet', null))).toBeNull();
  });
});
