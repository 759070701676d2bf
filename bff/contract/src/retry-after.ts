/** A `Retry-After` field (RFC 9110 §10.2.3), seconds or a date, as milliseconds from `now`; `null` = none that counts. */
export function retryAfterMs(field: string | null, now: number): number | null {
  if (field === null) return null;
  if (/^\d+$/.test(field.trim())) return Number(field) * 1000;
  const date = Date.parse(field);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
