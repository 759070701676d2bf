/** What an update brought, for those who use it. */
export interface NewsEntry {
  /** Grows by one with each entry; what has been seen is remembered by it. */
  readonly id: number;
  readonly title: string;
  /** One sentence each: what one can do now. */
  readonly items: readonly string[];
}

/** The latest first. An entry goes in with the change that it tells of; five are kept. */
export const NEWS: readonly [NewsEntry, ...NewsEntry[]] = [
  {
    id: 1,
    title: 'Figures that follow the list',
    items: [
      'Key figures and charts follow the search and the filters of the list, and say how many there are in all.',
      'Days can be shown for a week, a month or a quarter, as orders or revenue, beside what is usual on their weekday.',
      'Recent changes, below the charts, tells what moved while the window was open; an open order shows its own history.',
      'An order can be copied as text or shared, from the menu beside its name.',
    ],
  },
];
