import { harmlessText } from '@orders/contract';
import type { AuditRecord } from '../domain/audit-record.ts';

const COLUMNS = [
  'at',
  'event',
  'status',
  'actor',
  'issuer',
  'role',
  'address',
  'order',
  'recordId',
  'changes',
  'before',
  'after',
  'ifMatch',
  'idempotencyKey',
  'detail',
  'requestId',
] as const satisfies readonly (keyof AuditRecord)[];

/** Records as CSV (RFC 4180), with a first row of names. No cell of it is a formula to a spreadsheet. */
export function auditCsv(records: readonly AuditRecord[]): string {
  const rows = records.map((record) => COLUMNS.map((column) => csvCell(textOf(record[column]))));
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function textOf(value: AuditRecord[keyof AuditRecord]): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvCell(value: string): string {
  const text = harmlessText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
