import { expect, test } from 'vitest';
import { isBehind, latestVersion } from './data-version.ts';

test('data is behind a write of its own epoch with a higher number', () => {
  expect(isBehind('e.9', 'e.10')).toBe(true);
  expect(isBehind('e.10', 'e.10')).toBe(false);
  expect(isBehind('e.11', 'e.10')).toBe(false);
});

test('of another epoch, or of none, nothing is known', () => {
  expect(isBehind('new.1', 'old.10')).toBe(false);
  expect(isBehind(null, 'e.1')).toBe(false);
  expect(isBehind('e.1', null)).toBe(false);
  expect(isBehind('nonsense', 'e.1')).toBe(false);
});

test('an epoch may hold dots', () => {
  expect(isBehind('2026.11.20.4', '2026.11.20.5')).toBe(true);
});

test('the latest version is the highest of its epoch, or the last of another', () => {
  expect(latestVersion(['e.2', null, 'e.10', 'e.9'])).toBe('e.10');
  expect(latestVersion(['e.10', 'f.1'])).toBe('f.1');
  expect(latestVersion([])).toBeNull();
});
