import { FormulaSyntaxError } from './formula-value.ts';
import { type FormulaToken, tokenizeFormula } from './tokenize-formula.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '&' | '=' | '!=' | '<' | '<=' | '>' | '>=';

export type FormulaNode =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly FormulaNode[] }
  | { readonly kind: 'negate'; readonly operand: FormulaNode }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: FormulaNode;
      readonly right: FormulaNode;
    };

/** Weakest first; operators of one line bind equally and from the left. */
const precedence: readonly (readonly BinaryOperator[])[] = [
  ['=', '!=', '<', '<=', '>', '>='],
  ['&'],
  ['+', '-'],
  ['*', '/'],
];

/** A deeper formula is refused before it can exhaust the stack. */
const maxDepth = 200;

export function parseFormula(source: string): FormulaNode {
  const parser = new FormulaParser(tokenizeFormula(source));
  const node = parser.parseExpression(0);
  parser.expectEnd();
  return node;
}

class FormulaParser {
  readonly #tokens: readonly FormulaToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly FormulaToken[]) {
    this.#tokens = tokens;
  }

  parseExpression(level: number): FormulaNode {
    const operators = precedence[level];
    if (operators === undefined) return this.#parseOperand();
    let left = this.parseExpression(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.#takeMark(candidate));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.parseExpression(level + 1) };
    }
  }

  expectEnd(): void {
    if (this.#at < this.#tokens.length) throw new FormulaSyntaxError('Text after the end of the formula.');
  }

  #parseOperand(): FormulaNode {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new FormulaSyntaxError('Nested too deeply.');
    const node = this.#parseUnary();
    this.#depth -= 1;
    return node;
  }

  #parseUnary(): FormulaNode {
    if (this.#takeMark('-')) return { kind: 'negate', operand: this.#parseOperand() };
    if (this.#takeMark('+')) return this.#parseOperand();
    if (this.#takeMark('(')) {
      const inner = this.parseExpression(0);
      this.#expectMark(')');
      return inner;
    }
    const token = this.#tokens[this.#at];
    this.#at += 1;
    switch (token?.kind) {
      case 'number':
      case 'text':
        return { kind: 'literal', value: token.value };
      case 'field':
        return { kind: 'field', name: token.value };
      case 'name':
        return token.touchesParenthesis ? this.#parseCall(token.value) : { kind: 'field', name: token.value };
      default:
        throw new FormulaSyntaxError('A value is missing.');
    }
  }

  #parseCall(name: string): FormulaNode {
    this.#expectMark('(');
    const args: FormulaNode[] = [];
    if (this.#takeMark(')')) return { kind: 'call', name: name.toUpperCase(), args };
    do {
      args.push(this.parseExpression(0));
    } while (this.#takeMark(','));
    this.#expectMark(')');
    return { kind: 'call', name: name.toUpperCase(), args };
  }

  #takeMark(value: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'mark' || token.value !== value) return false;
    this.#at += 1;
    return true;
  }

  #expectMark(value: string): void {
    if (!this.#takeMark(value)) throw new FormulaSyntaxError(`${value} is missing.`);
  }
}
