// Runs before the first paint and before everything else, so that a remembered theme does not flash. The app sets the
// same attribute later (src/ui/theme.ts).
try {
  const theme = localStorage.getItem('orders.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the theme of the system holds.
}
