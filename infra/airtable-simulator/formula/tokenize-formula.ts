import { FormulaSyntaxError } from './formula-value.ts';

export type FormulaToken =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly value: string }
  /** `touchesParenthesis`: no space is allowed between a function's name and its arguments. */
  | { readonly kind: 'name'; readonly value: string; readonly touchesParenthesis: boolean }
  | { readonly kind: 'mark'; readonly value: string };

const numberForm = /(?:\d+\.?\d*|\.\d+)/y;
const nameForm = /[\p{L}_][\p{L}\p{N}_]*/uy;
const markForm = /!=|<=|>=|[-+*/&=<>(),]/y;
const spaceForm = /\s+/y;

export function tokenizeFormula(source: string): FormulaToken[] {
  const tokens: FormulaToken[] = [];
  let at = 0;
  while (at < source.length) {
    const space = matchAt(spaceForm, source, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const { token, length } = readToken(source, at);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

interface Read {
  readonly token: FormulaToken;
  readonly length: number;
}

function readToken(source: string, at: number): Read {
  const first = source[at];
  if (first === "'" || first === '"') return readQuoted(source, at, first, 'text');
  if (first === '{') return readQuoted(source, at, '}', 'field');
  const number = matchAt(numberForm, source, at);
  if (number !== undefined)
    return { token: { kind: 'number', value: Number(number) }, length: number.length };
  const name = matchAt(nameForm, source, at);
  if (name !== undefined) {
    const touchesParenthesis = source[at + name.length] === '(';
    return { token: { kind: 'name', value: name, touchesParenthesis }, length: name.length };
  }
  const mark = matchAt(markForm, source, at);
  if (mark !== undefined) return { token: { kind: 'mark', value: mark }, length: mark.length };
  throw new FormulaSyntaxError(`Unexpected ${first} at ${at}.`);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Reads up to the closing character; a backslash takes the next character as it is (or n, r, t). */
function readQuoted(source: string, start: number, close: string, kind: 'text' | 'field'): Read {
  let value = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at];
    if (character === close) return { token: { kind, value }, length: at + 1 - start };
    if (character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    const escaped = source[at];
    if (escaped === undefined) break;
    value += (kind === 'text' ? escapes[escaped] : undefined) ?? escaped;
  }
  throw new FormulaSyntaxError(`No closing ${close}.`);
}

function matchAt(form: RegExp, source: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(source)?.[0];
}
