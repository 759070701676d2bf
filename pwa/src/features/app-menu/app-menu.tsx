import { BookOpen, Download } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { type Theme, useTheme } from '../../ui/theme.ts';

interface AppMenuProps {
  /** Asks the browser to install the app; `null` where it cannot be or is installed already. */
  readonly onInstall: (() => void) | null;
}

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** What is needed seldom. */
export function AppMenu({ onInstall }: AppMenuProps) {
  const session = useObservable(useServices().session);
  const [theme, setTheme] = useTheme();
  const entries: MenuEntry[] = [
    {
      kind: 'choice',
      label: 'Theme',
      value: theme,
      options: THEMES,
      onChange: (value) => setTheme(value as Theme),
    },
    { kind: 'separator' },
  ];
  if (onInstall !== null) {
    entries.push({
      kind: 'item',
      label: 'Install as an app',
      icon: <Download size={15} aria-hidden />,
      onSelect: onInstall,
    });
  }
  entries.push({
    kind: 'link',
    label: 'API documentation',
    icon: <BookOpen size={15} aria-hidden />,
    href: '/docs',
  });
  entries.push({ kind: 'note', label: personText(session?.user?.name ?? null, session?.role ?? null) });
  return <MenuButton label="Menu" entries={entries} />;
}

function personText(name: string | null, role: string | null): string {
  const rights = role === 'viewer' ? 'may read, not change' : 'may read and change';
  return name === null ? `Everybody here ${rights}` : `Signed in as ${name}, ${rights}`;
}
