import '../src/ui/tokens.css';
import '../src/ui/base.css';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Gallery } from '../src/gallery/gallery.tsx';
import { settled } from './support/settled.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a person may have asked of the system, and the theme. */
const LOOKS: Record<string, { theme?: 'light' | 'dark'; features?: Record<string, string> }> = {
  light: { theme: 'light' },
  dark: { theme: 'dark' },
  'more contrast, light': { theme: 'light', features: { 'prefers-contrast': 'more' } },
  'more contrast, dark': { theme: 'dark', features: { 'prefers-contrast': 'more' } },
  'forced colours': { features: { 'forced-colors': 'active' } },
};

const OVERLAYS = {
  'Open a drawer': 'dialog',
  'Ask a question': 'alertdialog',
  'Open the palette': 'dialog',
} as const;

interface Emulation {
  send(method: string, parameters: object): Promise<unknown>;
}

const emulate = (features: Record<string, string> = {}) =>
  (cdp() as unknown as Emulation).send('Emulation.setEmulatedMedia', {
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1280, 900);
});

afterEach(async () => {
  await emulate();
  delete document.documentElement.dataset['theme'];
});

async function renderGallery(look: keyof typeof LOOKS = 'light') {
  const { theme, features } = LOOKS[look] ?? {};
  await emulate(features);
  if (theme !== undefined) document.documentElement.dataset['theme'] = theme;
  const screen = await render(<Gallery />);
  await expect.element(screen.getByRole('heading', { name: 'Components' })).toBeVisible();
  return screen;
}

async function violations(): Promise<string> {
  await settled();
  const context = { include: [['body']], exclude: [['[data-base-ui-focus-guard]']] };
  const found = await axe.run(context, {
    runOnly: TAGS,
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.violations
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    .join('\n');
}

test.each(Object.keys(LOOKS))('axe finds nothing wrong with the components: %s', async (look) => {
  await renderGallery(look);
  expect(await violations()).toBe('');
});

test.each(Object.entries(OVERLAYS))('nor with what opens over them: %s', async (name, role) => {
  const screen = await renderGallery('dark');
  await screen.getByRole('button', { name }).click();
  await expect.element(screen.getByRole(role).first()).toBeVisible();
  expect(await violations()).toBe('');
});

test('messages that stay until they are closed are readable in both tones', async () => {
  const screen = await renderGallery();
  await screen.getByRole('button', { name: 'Show a message' }).click();
  await screen.getByRole('button', { name: 'Show a problem' }).click();
  await expect.element(screen.getByRole('button', { name: 'Undo' }).first()).toBeVisible();
  expect(await violations()).toBe('');
});

test('everything that can be pressed is large enough for an unsteady hand', async () => {
  await renderGallery();
  const small = [...document.querySelectorAll<HTMLElement>('button, a, input, select, [role="combobox"]')]
    .filter((element) => !element.matches('[data-base-ui-focus-guard], [aria-hidden], .visually-hidden'))
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 24 || box.height < 24)
    .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}×${box.height}`);
  expect(small).toEqual([]);
});

test('where the system decides on colours, what is switched on looks it, and icons are as dark as text', async () => {
  const screen = await renderGallery('forced colours');
  const styleOf = (name: string) =>
    getComputedStyle(screen.getByRole('button', { name, exact: true }).element());
  expect(styleOf('Pressed').backgroundColor).not.toBe(styleOf('plain').backgroundColor);
  expect(styleOf('primary').backgroundColor).not.toBe(styleOf('plain').backgroundColor);
  const icons = [...document.querySelectorAll('svg[stroke]')];
  expect(icons.length).toBeGreaterThan(10);
  for (const icon of icons) expect(getComputedStyle(icon).stroke).toBe(getComputedStyle(icon).color);
});

test('where the system decides on colours, every control still has an edge or a ground of its own', async () => {
  await renderGallery('forced colours');
  const ground = getComputedStyle(document.body).backgroundColor;
  const lost = [...document.querySelectorAll<HTMLElement>('button, a[class], select, [role="radiogroup"]')]
    .filter((element) => !element.matches('[data-base-ui-focus-guard], :disabled'))
    .filter((element) => {
      const around = element.closest('span')?.className ? [element, element.closest('span')] : [element];
      return around.every((part) => {
        if (part === null) return true;
        const { borderTopWidth, borderTopStyle, backgroundColor } = getComputedStyle(part);
        const hasEdge = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0;
        return !hasEdge && (backgroundColor === ground || backgroundColor === 'rgba(0, 0, 0, 0)');
      });
    })
    .map(({ outerHTML }) => outerHTML.slice(0, 120));
  expect(lost).toEqual([]);
});
