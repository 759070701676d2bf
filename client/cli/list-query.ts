import { type OrderQueryParameters, orderQuerySchema } from '@orders/contract';
import type { CommandLine } from './command-line.ts';
import { UsageError } from './exit-codes.ts';

/** The parameters of the API by the options that stand for them. */
const PARAMETERS: Readonly<Record<string, keyof OrderQueryParameters>> = {
  status: 'status',
  priority: 'priority',
  q: 'q',
  from: 'createdFrom',
  to: 'createdTo',
  min: 'minTotal',
  max: 'maxTotal',
  sort: 'sort',
  page: 'page',
  'page-size': 'pageSize',
};

/** What `orders list` asks for. @throws UsageError naming every option that is wrong */
export function readListQuery({ options }: CommandLine): OrderQueryParameters {
  const given = Object.entries(PARAMETERS).flatMap(([option, parameter]) => {
    const value = options[option];
    return value === undefined || value === '' ? [] : [[parameter, value] as const];
  });
  const query = Object.fromEntries(given);
  const { error } = orderQuerySchema.safeParse(query);
  if (error === undefined) return query as OrderQueryParameters;
  const faults = error.issues.map(({ path, message }) => `${optionOf(String(path[0]))}: ${message}`);
  throw new UsageError(faults.join('\n  '));
}

function optionOf(parameter: string): string {
  const found = Object.entries(PARAMETERS).find(([, name]) => name === parameter);
  return `--${found?.[0] ?? parameter}`;
}
