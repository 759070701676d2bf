import type { ExportActions } from '../../features/export/use-export.ts';
import { isFiltered, type TableView, withoutFilters } from '../../features/orders/table-view.ts';
import { useOptions } from '../../features/orders/use-options.ts';
import type { ViewChange } from '../../features/orders/view-toolbar.tsx';
import type { ViewsControl } from '../../features/views/use-views.ts';
import { FIELD_NAMES, optionIcon } from '../../format/option-look.tsx';
import { useObservable, useServices } from '../../services.tsx';
import type { Command } from '../../ui/command-dialog.tsx';
import { saveAsFile } from '../../ui/save-as-file.ts';
import { useTheme } from '../../ui/theme.ts';
import { keyFor, useKeyBindings } from './key-bindings.ts';
import { isMacKeyboard, keyParts } from './keys.ts';
import { viewShortcut } from './shortcuts.ts';

export interface CommandContext {
  readonly view: TableView;
  readonly onViewChange: ViewChange;
  readonly showEdits: () => void;
  readonly showDiagnostics: () => void;
  readonly showStatus: () => void;
  readonly showKeys: () => void;
  readonly showViews: () => void;
  readonly views: ViewsControl;
  readonly exports: ExportActions;
}

const THEMES = { light: 'Light', dark: 'Dark', system: 'As the system' } as const;

/** What the app can do just now, by name. */
export function useCommands(context: CommandContext): readonly Command[] {
  const { view, onViewChange, showEdits, showDiagnostics, showStatus, showKeys } = context;
  const views = useViewCommands(context);
  const { outbox, sync } = useServices();
  const undoable = useObservable(outbox.undoable);
  const redoable = useObservable(outbox.redoable);
  const pending = useObservable(outbox.pending);
  const [bindings] = useKeyBindings();
  const [theme, setTheme] = useTheme();
  const filters = useFilterCommands(view, onViewChange);
  const keys = (key: string | null) => (key === null ? {} : { keys: keyParts(key, isMacKeyboard()) });
  const when = (is: boolean, command: Command): Command[] => (is ? [command] : []);
  return [
    { id: 'sync', title: 'Sync now', run: () => void sync.syncNow() },
    ...when(undoable !== null, {
      id: 'undo',
      title: 'Undo the last change',
      ...keys('mod+z'),
      run: () => void outbox.undo(),
    }),
    ...when(redoable !== null, {
      id: 'redo',
      title: 'Redo the change that was taken back',
      ...keys('mod+shift+z'),
      run: () => void outbox.redo(),
    }),
    ...when(pending.length > 0, { id: 'edits', title: 'Show the pending edits', run: showEdits }),
    ...views,
    ...filters,
    ...exportCommands(context.exports),
    ...when(isFiltered(view), {
      id: 'clear',
      title: 'Clear filters',
      run: () => onViewChange(withoutFilters(view)),
    }),
    ...(['light', 'dark', 'system'] as const)
      .filter((name) => name !== theme)
      .map((name) => ({ id: `theme ${name}`, title: `Theme: ${THEMES[name]}`, run: () => setTheme(name) })),
    { id: 'keys', title: 'Keyboard shortcuts', ...keys(keyFor('sheet', bindings)), run: showKeys },
    {
      id: 'export',
      title: 'Export waiting edits',
      run: () => void outbox.exportAll().then((text) => saveAsFile('orders-pending-edits.json', text)),
    },
    { id: 'diagnostics', title: 'Diagnostics', run: showDiagnostics },
    { id: 'status', title: 'Server status', run: showStatus },
  ];
}

function useFilterCommands(view: TableView, onViewChange: ViewChange): readonly Command[] {
  const statuses = useOptions('status');
  const priorities = useOptions('priority');
  const show = (part: Partial<TableView>) => () => onViewChange({ ...view, ...part, page: 1 });
  return [
    ...statuses.map((status) => ({
      id: `status ${status}`,
      title: `Show ${FIELD_NAMES.status.toLowerCase()} ${status}`,
      icon: optionIcon('status', status),
      run: show({ statuses: [status] }),
    })),
    ...priorities.map((priority) => ({
      id: `priority ${priority}`,
      title: `Show ${FIELD_NAMES.priority.toLowerCase()} ${priority}`,
      icon: optionIcon('priority', priority),
      run: show({ priorities: [priority] }),
    })),
  ];
}

function useViewCommands({ views, showViews }: CommandContext): readonly Command[] {
  const [bindings] = useKeyBindings();
  const { view, isChanged } = views;
  const open = views.all.map((named): Command => {
    const key = keyFor(viewShortcut(named.id), bindings);
    return {
      id: `view ${named.id}`,
      title: `View: ${named.name}`,
      ...(key !== null && { keys: keyParts(key, isMacKeyboard()) }),
      run: () => views.open(named),
    };
  });
  const save: Command[] =
    isChanged && view !== null && !view.isBuiltIn
      ? [{ id: 'save view', title: `Save changes to view ${view.name}`, run: views.saveChanges }]
      : [];
  return [...open, ...save, { id: 'views', title: 'Save or manage views', run: showViews }];
}

function exportCommands(actions: ExportActions): readonly Command[] {
  return [
    { id: 'export csv', title: 'Export this view as CSV', run: () => void actions.saveAs('csv') },
    { id: 'export xlsx', title: 'Export this view as Excel (XLSX)', run: () => void actions.saveAs('xlsx') },
    { id: 'copy page', title: 'Copy this page as a table', run: () => void actions.copyPage() },
    { id: 'print', title: 'Print this page', run: actions.print },
  ];
}
