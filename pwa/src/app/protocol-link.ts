import { orderPath, writeSearch } from './routes.ts';

/** Where the manifest sends links of the kind `web+order:ORD-000123`. */
const OPEN = 'open';
const SCHEME = /^web\+order:(?:\/\/)?/i;

/**
 * The place that an address with such a link means; `null` = it holds none. A link that names no order, or is of
 * another kind, leads to the list.
 */
export function protocolPlace(search: string): string | null {
  const parameters = new URLSearchParams(search);
  const link = parameters.get(OPEN);
  if (link === null) return null;
  parameters.delete(OPEN);
  const rest = writeSearch(parameters);
  const name = SCHEME.test(link) ? decoded(link.replace(SCHEME, '')).replace(/\/+$/, '').trim() : '';
  return name === '' ? `/${rest}` : orderPath(name, rest);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
