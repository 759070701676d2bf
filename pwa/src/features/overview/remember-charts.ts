const KEY = 'orders.charts';

/** Whether this person wants to see the charts. Unless they said so, they do where these leave room for the orders. */
export function remembersCharts(): boolean {
  const isWide = matchMedia('(width >= 760px)').matches;
  try {
    const remembered = localStorage.getItem(KEY);
    return remembered === null ? isWide : remembered === 'shown';
  } catch {
    return isWide;
  }
}

export function rememberCharts(isShown: boolean): void {
  try {
    localStorage.setItem(KEY, isShown ? 'shown' : 'hidden');
  } catch {
    // Storage is forbidden here: the choice holds until the window is closed.
  }
}
