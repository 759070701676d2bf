import { CopySelectionButton } from '../features/export/copy-selection-button.tsx';
import { ExportMenu } from '../features/export/export-menu.tsx';
import { type ExportActions, useExport } from '../features/export/use-export.ts';
import { COLUMN_TITLES } from '../features/orders/column-titles.ts';
import { shownColumns } from '../features/orders/display.ts';
import { OrdersList } from '../features/orders/orders-list.tsx';
import { PrintNote } from '../features/orders/print-note.tsx';
import { type TableView, toOrderQuery } from '../features/orders/table-view.ts';
import { useDisplay } from '../features/orders/use-display.ts';
import type { ViewChange } from '../features/orders/view-toolbar.tsx';
import type { ViewsControl } from '../features/views/use-views.ts';
import { ViewsMenu } from '../features/views/views-menu.tsx';
import { keyFor, useKeyBindings, useSearchKey } from './commands/key-bindings.ts';
import { isMacKeyboard, keyParts } from './commands/keys.ts';
import { viewShortcut } from './commands/shortcuts.ts';
import { ErrorBoundary } from './error-boundary.tsx';

/** What the view that is shown is called on paper and in file names; `null` = it has no name. */
function nameOf({ view, isChanged }: ViewsControl): string | null {
  if (view === null) return null;
  return isChanged ? `${view.name} (changed)` : view.name;
}

/** Takes what the list shows out of the app. @param today a civil date */
export function useListExport(view: TableView, views: ViewsControl, today: string): ExportActions {
  const [display] = useDisplay();
  const columns = shownColumns(display).map((field) => ({ field, title: COLUMN_TITLES[field] }));
  return useExport({ query: toOrderQuery(view), viewName: nameOf(views), columns, today });
}

interface ListOfOrdersProps {
  readonly view: TableView;
  readonly onViewChange: ViewChange;
  readonly views: ViewsControl;
  readonly exports: ExportActions;
  readonly onManageViews: () => void;
}

/** The list with the features around it: views, export, print. */
export function ListOfOrders({ view, onViewChange, views, exports, onManageViews }: ListOfOrdersProps) {
  const [bindings] = useKeyBindings();
  const searchKey = useSearchKey();
  const keyTextOf = (viewId: string) => {
    const key = keyFor(viewShortcut(viewId), bindings);
    return key === null ? '' : keyParts(key, isMacKeyboard()).join(' ');
  };
  return (
    <ErrorBoundary part="The list of orders">
      <PrintNote view={view} viewName={nameOf(views)} />
      <OrdersList
        view={view}
        onViewChange={onViewChange}
        searchKey={searchKey}
        views={<ViewsMenu control={views} keyTextOf={keyTextOf} onManage={onManageViews} />}
        tools={<ExportMenu actions={exports} />}
        selectionTools={(orders) => <CopySelectionButton actions={exports} orders={orders} />}
      />
    </ErrorBoundary>
  );
}
