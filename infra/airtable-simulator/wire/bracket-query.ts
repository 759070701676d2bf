/** A query in bracket notation, grouped by name: `sort[0][field]=A` is `sort` → path `['0', 'field']`. */
export interface QueryEntry {
  readonly path: readonly string[];
  readonly value: string;
}

export class BracketQuery {
  readonly #search: string;
  readonly #entries = new Map<string, QueryEntry[]>();

  constructor(search: string) {
    this.#search = search;
    for (const [key, value] of new URLSearchParams(search)) {
      const name = key.replace(/\[.*$/s, '');
      const path = [...key.slice(name.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
      const entries = this.#entries.get(name) ?? [];
      entries.push({ path, value });
      this.#entries.set(name, entries);
    }
  }

  without(name: string): BracketQuery {
    const rest = new URLSearchParams(this.#search);
    rest.delete(name);
    return new BracketQuery(rest.toString());
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The value of a plain parameter; `undefined` when absent, the last one when repeated. */
  text(name: string): string | undefined {
    return this.#entries
      .get(name)
      ?.filter((entry) => entry.path.length === 0)
      .at(-1)?.value;
  }

  entries(name: string): readonly QueryEntry[] {
    return this.#entries.get(name) ?? [];
  }

  /** `name[]=a&name[]=b` or `name[0]=a`; `undefined` when the list is written in any other way. */
  list(name: string): string[] | undefined {
    const entries = this.entries(name);
    return entries.every((entry) => entry.path.length === 1)
      ? entries.map((entry) => entry.value)
      : undefined;
  }
}
