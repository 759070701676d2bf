import type { FieldError } from '@orders/contract';

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** Every fault that a schema found, one a field; `unknownKey` is what is said of a field nobody asked for. */
export function fieldErrors(issues: readonly object[], unknownKey: string): FieldError[] {
  return (issues as readonly Issue[]).flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return (issue.keys ?? []).map((key) => ({ field: [...path, key].join('.'), message: unknownKey }));
    }
    return [{ field: path.join('.'), message: issue.message }];
  });
}
