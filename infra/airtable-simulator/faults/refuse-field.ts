import { isJsonObject, type JsonObject } from '../json.ts';
import type { ApiCall } from '../wire/api-call.ts';
import { badFormula, unknownField } from '../wire/api-failure.ts';

/** Refuses a call that names the field, by its name or id, as if somebody had just deleted it. */
export function refuseField(call: ApiCall, keys: readonly string[]): void {
  const body = isJsonObject(call.body) ? call.body : {};
  const named = [
    ...(call.query.list('fields') ?? []),
    ...call.query.entries('sort').map((entry) => entry.value),
    ...namedInBody(body),
  ];
  const refused = named.find((name) => keys.includes(name));
  if (refused !== undefined) throw unknownField(refused);
  const formula = String(body['filterByFormula'] ?? call.query.text('filterByFormula') ?? '');
  const inFormula = keys.find((key) => formula.includes(`{${key}}`));
  if (inFormula !== undefined) throw badFormula(`Unknown field names: ${inFormula}`);
}

function namedInBody(body: JsonObject): string[] {
  const { fields, sort, records } = body;
  const names: unknown[] = isJsonObject(fields) ? Object.keys(fields) : Array.isArray(fields) ? fields : [];
  if (Array.isArray(sort)) names.push(...sort.map((key: unknown) => (isJsonObject(key) ? key['field'] : '')));
  if (Array.isArray(records)) {
    names.push(
      ...records.filter(isJsonObject).flatMap((record) => namedInBody({ fields: record['fields'] })),
    );
  }
  return names.filter((name) => typeof name === 'string');
}
