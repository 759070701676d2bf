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

/** A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP CSV injection). */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
