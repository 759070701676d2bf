import { BookOpen, Download, FileDown, Keyboard, LogOut, Sparkles, Stethoscope } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { saveAsFile } from '../../ui/save-as-file.ts';
import { type Theme, useTheme } from '../../ui/theme.ts';

interface AppMenuProps {
  /** Asks the browser to install the app; `null` where it cannot be or is installed already. */
  readonly onInstall: (() => void) | null;
  readonly onShowDiagnostics: () => void;
  readonly onShowKeys: () => void;
  readonly onShowNews: () => void;
  readonly onSignOut: () => void;
}

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** What is needed seldom. */
export function AppMenu({ onInstall, onShowDiagnostics, onShowKeys, onShowNews, onSignOut }: AppMenuProps) {
  const services = useServices();
  const session = useObservable(services.session);
  const canSignOut = useObservable(services.account.canSignOut);
  const [theme, setTheme] = useTheme();
  const exportEdits = async () => saveAsFile('orders-pending-edits.json', await services.outbox.exportAll());
  const install: MenuEntry[] =
    onInstall === null
      ? []
      : [{ kind: 'item', label: 'Install as an app', icon: <Download {...ICON} />, onSelect: onInstall }];
  const leave: MenuEntry[] = canSignOut
    ? [{ kind: 'item', label: 'Sign out', icon: <LogOut {...ICON} />, onSelect: onSignOut }]
    : [];
  const entries: MenuEntry[] = [
    {
      kind: 'choice',
      label: 'Theme',
      value: theme,
      options: THEMES,
      onChange: (value) => setTheme(value as Theme),
    },
    { kind: 'separator' },
    ...install,
    {
      kind: 'item',
      label: 'Export waiting edits',
      icon: <FileDown {...ICON} />,
      onSelect: () => void exportEdits(),
    },
    { kind: 'item', label: 'Keyboard shortcuts', icon: <Keyboard {...ICON} />, onSelect: onShowKeys },
    { kind: 'item', label: 'What’s new', icon: <Sparkles {...ICON} />, onSelect: onShowNews },
    { kind: 'item', label: 'Diagnostics', icon: <Stethoscope {...ICON} />, onSelect: onShowDiagnostics },
    { kind: 'link', label: 'API documentation', icon: <BookOpen {...ICON} />, href: '/docs' },
    { kind: 'note', label: personText(session?.user?.name ?? null, session?.role ?? null) },
    ...leave,
  ];
  return <MenuButton label="Menu" entries={entries} />;
}

const ICON = { size: 15, 'aria-hidden': true } as const;

function personText(name: string | null, role: string | null): string {
  const rights = role === 'viewer' ? 'may read, not change' : 'may read and change';
  return name === null ? `Everybody here ${rights}` : `Signed in as ${name}, ${rights}`;
}
