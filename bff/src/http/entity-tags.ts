/** An entity tag of a precondition field (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly isWeak: boolean;
  /** The opaque text between the quotes. */
  readonly opaque: string;
}

export type TagCondition =
  | { readonly any: true }
  | { readonly any: false; readonly tags: readonly EntityTag[] };

const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*)+/y;

/** Reads If-Match or If-None-Match; `null` when it is neither `*` nor a list of entity tags. */
export function parseTagCondition(field: string): TagCondition | null {
  const text = field.trim();
  if (text === '*') return { any: true };
  const tags: EntityTag[] = [];
  let position = skip(SEPARATOR, text, 0);
  while (position < text.length) {
    TAG.lastIndex = position;
    const match = TAG.exec(text);
    if (match === null) return null;
    tags.push({ isWeak: match[1] !== undefined, opaque: match[2] ?? '' });
    const next = skip(SEPARATOR, text, TAG.lastIndex);
    if (next === TAG.lastIndex && next < text.length) return null;
    position = next;
  }
  return tags.length === 0 ? null : { any: false, tags };
}

function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}

/** Suffixes that set the tags of coded representations apart from the plain one's. */
const CODING_SUFFIX = /-(?:br|gz)$/;

/** The opaque text without the mark of a content coding: what stays the same whichever coding was asked for. */
export function withoutCoding(opaque: string): string {
  return opaque.replace(CODING_SUFFIX, '');
}

/** Weak comparison, as If-None-Match asks; a tag of any coding counts. */
export function matchesWeakly(condition: TagCondition, opaque: string): boolean {
  return condition.any || condition.tags.some((tag) => withoutCoding(tag.opaque) === withoutCoding(opaque));
}

/** Strong comparison, as If-Match asks; a tag of any coding counts, a weak one never. */
export function matchesStrongly(condition: TagCondition, opaque: string): boolean {
  return (
    condition.any ||
    condition.tags.some((tag) => !tag.isWeak && withoutCoding(tag.opaque) === withoutCoding(opaque))
  );
}
