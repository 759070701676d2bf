import { expect, test } from 'vitest';
import { readLastView } from './last-view.ts';
import { forgetViews, LocalViews } from './local-views.ts';

function memory(first: Readonly<Record<string, string>> = {}) {
  const values = new Map(Object.entries(first));
  let isFull = false;
  return {
    values,
    fill: () => {
      isFull = true;
    },
    getItem: (key: string) => values.get(key) ?? null,
    setItem(key: string, value: string) {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  };
}

let ids = 0;
const open = (storage: ReturnType<typeof memory> | null, subject = 'ann') =>
  new LocalViews({
    storage,
    subject,
    newId() {
      ids += 1;
      return `id${ids}`;
    },
  });
const namesOf = (views: LocalViews) => views.current().views.map(({ name }) => name);

test('views are there again in the next window, and belong to one person', () => {
  const storage = memory();
  const views = open(storage);
  const one = views.save('One', 'status=Pending');
  views.save('Two', 'q=x');
  views.update(one.id, { name: 'First' });
  expect(namesOf(open(storage))).toEqual(['First', 'Two']);
  expect(namesOf(open(storage, 'ben'))).toEqual([]);
});

test('a view that was deleted comes back to its place', () => {
  const views = open(memory());
  views.save('One', '');
  const two = views.save('Two', '');
  views.save('Three', '');
  const restore = views.remove(two.id);
  expect(namesOf(views)).toEqual(['One', 'Three']);
  restore();
  restore();
  expect(namesOf(views)).toEqual(['One', 'Two', 'Three']);
});

test('two windows change the views one after the other, and nothing is lost', () => {
  const storage = memory();
  const [here, there] = [open(storage), open(storage)];
  here.save('Here', '');
  there.save('There', '');
  expect(namesOf(there)).toEqual(['Here', 'There']);
  here.hear('orders:views:ann');
  expect(namesOf(here)).toEqual(['Here', 'There']);
});

test('where storage is full or forbidden views last as long as the window, and that is known', () => {
  const full = memory();
  const views = open(full);
  views.save('Kept', '');
  full.fill();
  views.save('Not kept', '');
  expect(views.current()).toMatchObject({ isKept: false });
  expect(namesOf(views)).toEqual(['Kept', 'Not kept']);
  views.hear(null);
  expect(namesOf(views)).toEqual(['Kept', 'Not kept']);
  expect(() => views.rememberLast('?view=x')).not.toThrow();
  const nowhere = open(null);
  nowhere.save('Here', 'q=x');
  expect(nowhere.current()).toMatchObject({ isKept: false, views: [{ name: 'Here' }] });
});

test('what is no view is left out, and what a newer build has added is kept', () => {
  const stored = [
    { id: 'a', name: 'Newer', query: 'status=Pending&lanes=2', colour: 'red' },
    { id: 'a', name: 'Twice', query: '' },
    { id: 'b', name: ' ', query: '' },
    { id: 'c', name: 'No query' },
    { id: 'd', name: 'Long', query: 'x'.repeat(5000) },
    null,
    7,
  ];
  const storage = memory({ 'orders:views:ann': JSON.stringify({ version: 9, views: stored }) });
  const views = open(storage);
  expect(namesOf(views)).toEqual(['Newer']);
  views.update('a', { name: 'Renamed' });
  expect(JSON.parse(storage.values.get('orders:views:ann') ?? '').views).toEqual([
    { id: 'a', name: 'Renamed', query: 'status=Pending&lanes=2', colour: 'red' },
  ]);
});

test.each(['', 'no json', 'null', '7', '{"views":{}}', '[]'])('%j instead of views is none', (text) => {
  expect(namesOf(open(memory({ 'orders:views:ann': text })))).toEqual([]);
});

test('the view that was open last is known until the person leaves', () => {
  const storage = memory();
  const views = open(storage);
  views.save('One', '');
  views.rememberLast('?view=a&status=Pending');
  expect(readLastView(storage, 'ann')).toBe('?view=a&status=Pending');
  expect(readLastView(storage, 'ben')).toBe('');
  views.rememberLast('');
  expect(readLastView(storage, 'ann')).toBe('');
  views.rememberLast('?view=a');
  forgetViews(storage, 'ann');
  expect([...storage.values]).toEqual([]);
});
