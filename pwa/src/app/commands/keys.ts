type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * What was pressed, in one form for all keyboards: `mod` is Ctrl, or Command on a Mac. The Shift that makes a character
 * is part of the character: `?` and not `shift+/`. `null` = a modifier alone, or a key of the system's.
 */
export function keyOf(press: Press): string | null {
  const { key, altKey, shiftKey } = press;
  if (MODIFIERS.has(key) || altKey) return null;
  const isMod = press.ctrlKey || press.metaKey;
  const isCharacter = key.length === 1;
  const name = isCharacter ? key.toLowerCase() : key;
  const isShifted = shiftKey && (!isCharacter || isMod || /[a-z]/.test(name));
  return `${isMod ? 'mod+' : ''}${isShifted ? 'shift+' : ''}${name}`;
}

/** Whether it is a character by itself, which belongs to whoever types. */
export function isSingleKey(key: string): boolean {
  return !key.startsWith('mod+') && !FUNCTION_KEY.test(key);
}

/** The parts of a key as they stand on a keyboard. */
export function keyParts(key: string, isMac: boolean): readonly string[] {
  // The plus sign is a key as well.
  const parts = key.endsWith('++')
    ? [...key.slice(0, -2).split('+'), '+']
    : key === '+'
      ? ['+']
      : key.split('+');
  return parts.map((part) => {
    if (part === 'mod') return isMac ? '⌘' : 'Ctrl';
    if (part === 'shift') return isMac ? '⇧' : 'Shift';
    return part.length === 1 ? part.toUpperCase() : part;
  });
}

/** Whether this keyboard has a Command key. */
export function isMacKeyboard(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}

const MODIFIERS: ReadonlySet<string> = new Set([
  'Control',
  'Meta',
  'Shift',
  'Alt',
  'AltGraph',
  'CapsLock',
  'Dead',
]);
const FUNCTION_KEY = /^(?:shift\+)?F\d{1,2}$/;
