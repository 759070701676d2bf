import { useMemo, useState } from 'react';
import { useOrdersNavigation } from '../../features/orders/orders-navigation.tsx';
import { DEFAULT_VIEW } from '../../features/orders/table-view.ts';
import { deferComponent } from '../../ui/deferred.ts';
import { rowKeys } from './row-keys.ts';
import { type CommandContext, useCommands } from './use-commands.tsx';
import { type ShortcutActions, useShortcuts } from './use-shortcuts.ts';

const usePalette = deferComponent(() =>
  import('./command-palette.tsx').then((module) => module.CommandPalette),
);

/** Listens for keys, and opens the palette for those who look for something by its name. */
export function CommandCenter(context: CommandContext) {
  const { showKeys, onViewChange, views } = context;
  const [isOpen, setOpen] = useState(false);
  const { openOrder, closeOrder } = useOrdersNavigation();
  const Palette = usePalette(isOpen);
  const actions = useMemo<ShortcutActions>(
    () => ({
      ...rowKeys,
      palette: () => setOpen((was) => !was),
      search: focusSearch,
      close: () => openOrder !== null && closeOrder(),
      sheet: showKeys,
      openView(viewId) {
        const chosen = views.all.find(({ id }) => id === viewId);
        if (chosen !== undefined) views.open(chosen);
        return chosen !== undefined;
      },
    }),
    [showKeys, openOrder, closeOrder, views],
  );
  useShortcuts(actions);
  if (!isOpen || Palette === null) return null;
  return (
    <OpenPalette
      Palette={Palette}
      context={context}
      onShowCustomer={(name) => onViewChange({ ...DEFAULT_VIEW, customers: [name] })}
      onClose={() => setOpen(false)}
    />
  );
}

interface OpenPaletteProps {
  readonly Palette: NonNullable<ReturnType<typeof usePalette>>;
  readonly context: CommandContext;
  readonly onShowCustomer: (name: string) => void;
  readonly onClose: () => void;
}

/** Apart, so that nobody follows what the commands need while the palette is closed. */
function OpenPalette({ Palette, context, onShowCustomer, onClose }: OpenPaletteProps) {
  return <Palette commands={useCommands(context)} onShowCustomer={onShowCustomer} onClose={onClose} />;
}

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('search input[type="search"]');
  field?.focus();
  field?.select();
}
