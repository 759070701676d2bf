import { useMemo } from 'react';
import { OrdersList } from '../features/orders/orders-list.tsx';
import { OrdersNavigationProvider } from '../features/orders/orders-navigation.tsx';
import { Overview } from '../features/overview/overview.tsx';
import { useUndo } from '../features/pending-edits/use-undo.ts';
import { useObservable } from '../services.tsx';
import { deferComponent } from '../ui/deferred.ts';
import type { Address } from './address.ts';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import type { InstallPrompt } from './install-prompt.ts';
import { Notices } from './notices.tsx';
import { readRoute } from './routes.ts';
import { useDocumentTitle } from './use-document-title.ts';
import { useFilterLinks, useNavigation, useTableView } from './use-navigation.ts';

const useOrderPanel = deferComponent(() =>
  import('../features/orders/order-panel.tsx').then((module) => module.OrderPanel),
);
const useEditsPanel = deferComponent(() =>
  import('../features/pending-edits/edits-panel.tsx').then((module) => module.EditsPanel),
);

interface DashboardProps {
  readonly address: Address;
  readonly installPrompt: InstallPrompt;
}

/** The one screen: header, figures and orders; an order or the pending edits open beside them. */
export function Dashboard({ address, installPrompt }: DashboardProps) {
  const place = useObservable(address);
  const route = useMemo(() => readRoute(place), [place]);
  const navigation = useNavigation(address, route);
  const { view, ignored, changeView } = useTableView(address, place);
  const links = useFilterLinks(address, changeView);
  const OrderPanel = useOrderPanel(route.order !== null);
  const EditsPanel = useEditsPanel(route.isEditsOpen);
  return (
    <div className={styles['app']} data-beside={route.order !== null || undefined}>
      <Background />
      <Header
        isEditsOpen={route.isEditsOpen}
        onShowEdits={navigation.showEdits}
        installPrompt={installPrompt}
        address={address}
      />
      <main className={styles['main']} id="content" tabIndex={-1}>
        <Notices ignored={ignored} isUnknownPath={route.isUnknown} />
        <OrdersNavigationProvider value={navigation}>
          <ErrorBoundary part="The overview">
            <Overview links={links} filter={view} />
          </ErrorBoundary>
          <ErrorBoundary part="The list of orders">
            <OrdersList view={view} onViewChange={changeView} />
          </ErrorBoundary>
          {route.order !== null && OrderPanel !== null && <OrderPanel name={route.order} />}
        </OrdersNavigationProvider>
        {route.isEditsOpen && EditsPanel !== null && (
          <EditsPanel
            onClose={navigation.hideEdits}
            hrefOf={navigation.hrefOf}
            onOpenOrder={navigation.open}
          />
        )}
      </main>
    </div>
  );
}

/** What goes on without being seen; apart, so that an edit does not draw the whole screen anew. */
function Background() {
  useUndo();
  useDocumentTitle();
  return null;
}
