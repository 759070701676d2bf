import type { SeededRandom } from '@orders/infra/airtable-simulator/seeded-random.ts';

export type StepKind =
  | 'edit'
  /** Somebody else changes the same cells in Airtable. */
  | 'colleague'
  /** Airtable fails the server's calls. */
  | 'airtable'
  | 'crash'
  | 'close'
  /** To another page and back again, which brings the old page out of the cache as it was. */
  | 'leave'
  | 'freeze'
  /** Long enough for the others to take over what the tab was about to do. */
  | 'long freeze'
  | 'offline'
  | 'disk full'
  | 'server killed'
  | 'stop workers'
  | 'cut streams'
  /** Another build of the app is put in place, and a person takes it in one tab. */
  | 'update'
  /** Minutes pass at once, and the windows are told that the device is awake. */
  | 'sleep'
  | 'clock back'
  | 'wake'
  | 'decide';

/** Something that happens, in the order of the plan. */
export interface Step {
  readonly kind: StepKind;
  readonly tab: number;
  /** How many steps a state lasts that is not over at once. */
  readonly lasts: number;
  /** How long the person and the world rest afterwards. */
  readonly restMs: number;
}

export type StepWeights = Readonly<Partial<Record<StepKind, number>>>;

export const EVERYTHING: StepWeights = {
  edit: 40,
  colleague: 6,
  airtable: 3,
  crash: 4,
  close: 3,
  leave: 3,
  freeze: 3,
  'long freeze': 1,
  offline: 3,
  'disk full': 2,
  'server killed': 2,
  'stop workers': 2,
  'cut streams': 2,
  update: 2,
  sleep: 24,
  'clock back': 2,
  wake: 8,
  decide: 4,
};

/** The same seed gives the same steps. */
export function planSteps(
  random: SeededRandom,
  { count, tabs, weights, restMs }: { count: number; tabs: number; weights: StepWeights; restMs: number },
): Step[] {
  const bag = (Object.entries(weights) as [StepKind, number][]).flatMap(([kind, weight]) =>
    Array.from({ length: weight }, () => kind),
  );
  return Array.from({ length: count }, () => ({
    kind: random.pick(bag),
    tab: random.integer(tabs),
    lasts: 2 + random.integer(5),
    restMs: Math.round(random.next() * restMs),
  }));
}
