import type { ManifestOptions } from 'vite-plugin-pwa';

const icon = (name: string, size: number, purpose: 'any' | 'maskable') => ({
  src: `/icons/${name}.png`,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

const shortcut = (name: string, description: string, url: string) => ({
  name,
  description,
  url,
  icons: [{ src: '/icons/icon-96.png', sizes: '96x96', type: 'image/png' }],
});

/** The web app manifest. `id` is fixed, so that the start address may change without making a second app. */
export const webManifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Orders',
  short_name: 'Orders',
  description: 'All orders of the Airtable base, live, editable and searchable, also without a connection.',
  lang: 'en',
  dir: 'ltr',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  display_override: ['window-controls-overlay', 'standalone'],
  protocol_handlers: [{ protocol: 'web+order', url: '/?open=%s' }],
  launch_handler: { client_mode: ['focus-existing', 'auto'] },
  theme_color: '#ffffff',
  background_color: '#f6f7f9',
  categories: ['business', 'productivity'],
  icons: [
    icon('icon-192', 192, 'any'),
    icon('icon-512', 512, 'any'),
    icon('icon-maskable-512', 512, 'maskable'),
  ],
  screenshots: [
    {
      src: '/screenshots/wide.png',
      sizes: '1280x800',
      type: 'image/png',
      form_factor: 'wide',
      label: 'Key figures, charts and all orders on one screen',
    },
    {
      src: '/screenshots/wide-order.png',
      sizes: '1280x800',
      type: 'image/png',
      form_factor: 'wide',
      label: 'One order beside the list it belongs to',
    },
    {
      src: '/screenshots/narrow.png',
      sizes: '780x1688',
      type: 'image/png',
      form_factor: 'narrow',
      label: 'Orders as cards on a phone',
    },
  ],
  shortcuts: [
    shortcut('Open orders', 'Orders that are pending or being processed', '/?status=Pending,Processing'),
    shortcut('High priority, open', 'What should go out first', '/?status=Pending,Processing&priority=High'),
    shortcut('Edits not yet sent', 'Changes that wait on this device', '/?panel=edits'),
  ],
};
