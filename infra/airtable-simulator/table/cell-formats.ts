import type { Evaluate } from '../formula/compile-formula.ts';
import { FormulaDate } from '../formula/formula-value.ts';
import type { FieldDefinition } from './field-definition.ts';
import { readSafely } from './read-safely.ts';
import type { Row } from './row.ts';

/** Where and for whom `cellFormat=string` writes dates and numbers. */
export interface TextFormat {
  readonly timeZone: string;
  readonly userLocale: string;
}

/** A cell as JSON; `undefined` when it is blank, because blank cells are left out of every answer. */
export function jsonCell(read: Evaluate<Row>, row: Row, nowMs: number): unknown {
  const value = readSafely(read, row, nowMs);
  if (value === null || value === '' || value === false) return undefined;
  if (value instanceof FormulaDate) return new Date(value.ms).toISOString();
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return { specialValue: String(value) };
}

/** A cell as the grid shows it. */
export function textCell(
  field: FieldDefinition,
  read: Evaluate<Row>,
  row: Row,
  nowMs: number,
  format: TextFormat,
): string | undefined {
  const value = readSafely(read, row, nowMs);
  if (value === null || value === '' || value === false) return undefined;
  if (value instanceof FormulaDate) return textDate(value.ms, format.timeZone);
  if (typeof value === 'object') return value.error;
  if (value === true) return 'checked';
  if (typeof value === 'string') return value;
  return textNumber(field, value, format.userLocale);
}

/** Webhook payloads name a choice by object and a cleared cell by `null`. */
export function payloadCell(field: FieldDefinition, read: Evaluate<Row>, row: Row, nowMs: number): unknown {
  if (field.type === 'singleSelect') {
    const choice = field.choices.find((candidate) => candidate.id === row.cells[field.id]);
    return choice === undefined ? null : { id: choice.id, name: choice.name, color: choice.color };
  }
  return jsonCell(read, row, nowMs) ?? null;
}

function textDate(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

function textNumber(field: FieldDefinition, value: number, locale: string): string {
  if (!Number.isFinite(value)) return String(value);
  if (field.type !== 'currency' && field.type !== 'number' && field.type !== 'formula') return String(value);
  const digits = { minimumFractionDigits: field.precision, maximumFractionDigits: field.precision };
  const text = Math.abs(value).toLocaleString(locale, digits);
  return `${value < 0 ? '-' : ''}${field.type === 'currency' ? field.symbol : ''}${text}`;
}
