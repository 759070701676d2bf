import { areEqual, isOrdered } from './compare-values.ts';
import { formulaFunctions } from './formula-functions.ts';
import {
  FormulaDate,
  FormulaRowError,
  FormulaSyntaxError,
  type FormulaValue,
  isTruthy,
  toNumber,
  toText,
} from './formula-value.ts';
import { type BinaryOperator, type FormulaNode, parseFormula } from './parse-formula.ts';

/** Works out the formula for one row. Throws `FormulaRowError` where the cell would show `#ERROR!`. */
export type Evaluate<R> = (row: R, nowMs: number) => FormulaValue;

/** What a formula may ask of the table it runs over. */
export interface FormulaScope<R> {
  /** Reads the field of that name or id; `undefined` when there is none. */
  field(nameOrId: string): Evaluate<R> | undefined;
  recordId(row: R): string;
  createdMs(row: R): number;
  /** Of the whole row, or of the named fields; `null` when it was never edited. */
  modifiedMs(row: R, fields: readonly string[]): number | null;
}

export class UnknownFormulaFields extends Error {
  override readonly name = 'UnknownFormulaFields';
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super(`Unknown field names: ${fields.join(', ')}`);
    this.fields = fields;
  }
}

/** Throws `FormulaSyntaxError` or `UnknownFormulaFields`. */
export function compileFormula<R>(source: string, scope: FormulaScope<R>): Evaluate<R> {
  const tree = parseFormula(source);
  const unknown = new Set<string>();
  collectUnknown(tree, scope, unknown);
  if (unknown.size > 0) throw new UnknownFormulaFields([...unknown]);
  return compileNode(tree, scope);
}

function collectUnknown<R>(node: FormulaNode, scope: FormulaScope<R>, unknown: Set<string>): void {
  if (node.kind === 'field' && scope.field(node.name) === undefined) unknown.add(node.name);
  for (const child of childrenOf(node)) collectUnknown(child, scope, unknown);
}

function childrenOf(node: FormulaNode): readonly FormulaNode[] {
  if (node.kind === 'call') return node.args;
  if (node.kind === 'negate') return [node.operand];
  return node.kind === 'binary' ? [node.left, node.right] : [];
}

function compileNode<R>(node: FormulaNode, scope: FormulaScope<R>): Evaluate<R> {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'field': {
      const read = scope.field(node.name);
      if (read === undefined) throw new UnknownFormulaFields([node.name]);
      return read;
    }
    case 'negate': {
      const operand = compileNode(node.operand, scope);
      return (row, nowMs) => -toNumber(operand(row, nowMs));
    }
    case 'binary':
      return compileBinary(node.operator, compileNode(node.left, scope), compileNode(node.right, scope));
    case 'call':
      return compileCall(node.name, node.args, scope);
  }
}

function compileBinary<R>(operator: BinaryOperator, left: Evaluate<R>, right: Evaluate<R>): Evaluate<R> {
  switch (operator) {
    case '=':
      return (row, nowMs) => areEqual(left(row, nowMs), right(row, nowMs));
    case '!=':
      return (row, nowMs) => !areEqual(left(row, nowMs), right(row, nowMs));
    case '&':
      return (row, nowMs) => toText(left(row, nowMs)) + toText(right(row, nowMs));
    case '+':
      return (row, nowMs) => toNumber(left(row, nowMs)) + toNumber(right(row, nowMs));
    case '-':
      return (row, nowMs) => toNumber(left(row, nowMs)) - toNumber(right(row, nowMs));
    case '*':
      return (row, nowMs) => toNumber(left(row, nowMs)) * toNumber(right(row, nowMs));
    case '/':
      return (row, nowMs) => toNumber(left(row, nowMs)) / toNumber(right(row, nowMs));
    default:
      return (row, nowMs) => isOrdered(operator, left(row, nowMs), right(row, nowMs));
  }
}

function compileCall<R>(name: string, nodes: readonly FormulaNode[], scope: FormulaScope<R>): Evaluate<R> {
  const about = compileAboutRow(name, nodes, scope);
  if (about !== undefined) return about;
  const args = nodes.map((node) => compileNode(node, scope));
  const lazy = compileLazy(name, args);
  if (lazy !== undefined) return lazy;
  const known = Object.hasOwn(formulaFunctions, name) ? formulaFunctions[name] : undefined;
  if (known === undefined) throw new FormulaSyntaxError(`No function ${name}.`);
  expectArguments(name, args.length, known.minimum, known.maximum);
  return (row, nowMs) =>
    known.apply(
      args.map((arg) => arg(row, nowMs)),
      nowMs,
    );
}

/** Functions of the row itself rather than of their arguments. */
function compileAboutRow<R>(
  name: string,
  nodes: readonly FormulaNode[],
  scope: FormulaScope<R>,
): Evaluate<R> | undefined {
  switch (name) {
    case 'RECORD_ID':
      expectArguments(name, nodes.length, 0, 0);
      return (row) => scope.recordId(row);
    case 'CREATED_TIME':
      expectArguments(name, nodes.length, 0, 0);
      return (row) => new FormulaDate(scope.createdMs(row));
    case 'LAST_MODIFIED_TIME': {
      const fields = nodes.map((node) => {
        if (node.kind !== 'field') throw new FormulaSyntaxError(`${name} takes fields.`);
        return node.name;
      });
      return (row) => {
        const ms = scope.modifiedMs(row, fields);
        return ms === null ? null : new FormulaDate(ms);
      };
    }
    default:
      return undefined;
  }
}

/** Functions that must not look at all of their arguments, or that survive an error in one. */
function compileLazy<R>(name: string, args: readonly Evaluate<R>[]): Evaluate<R> | undefined {
  switch (name) {
    case 'IF':
      expectArguments(name, args.length, 2, 3);
      return (row, nowMs) =>
        (isTruthy(args[0]?.(row, nowMs) ?? null) ? args[1] : args[2])?.(row, nowMs) ?? null;
    case 'SWITCH':
      expectArguments(name, args.length, 3, Number.POSITIVE_INFINITY);
      return (row, nowMs) => switchCase(args, row, nowMs);
    case 'ISERROR':
      expectArguments(name, args.length, 1, 1);
      return (row, nowMs) => hasError(args[0], row, nowMs);
    default:
      return undefined;
  }
}

function switchCase<R>(args: readonly Evaluate<R>[], row: R, nowMs: number): FormulaValue {
  const [subject, ...rest] = args;
  const value = subject?.(row, nowMs) ?? null;
  let index = 0;
  for (; index + 1 < rest.length; index += 2) {
    if (areEqual(value, rest[index]?.(row, nowMs) ?? null)) return rest[index + 1]?.(row, nowMs) ?? null;
  }
  return rest[index]?.(row, nowMs) ?? null;
}

function hasError<R>(evaluate: Evaluate<R> | undefined, row: R, nowMs: number): boolean {
  try {
    return Number.isNaN(evaluate?.(row, nowMs));
  } catch (error) {
    if (error instanceof FormulaRowError) return true;
    throw error;
  }
}

function expectArguments(name: string, count: number, minimum: number, maximum: number): void {
  if (count < minimum || count > maximum) throw new FormulaSyntaxError(`${name} takes other arguments.`);
}
