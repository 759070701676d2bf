import { useMemo } from 'react';
import { RecentChanges } from '../features/activity/recent-changes.tsx';
import { OrdersNavigationProvider } from '../features/orders/orders-navigation.tsx';
import { useToday } from '../features/orders/use-today.ts';
import { Overview } from '../features/overview/overview.tsx';
import { useUndo } from '../features/pending-edits/use-undo.ts';
import type { ViewsControl } from '../features/views/use-views.ts';
import { WelcomeStrip } from '../features/welcome/welcome-strip.tsx';
import { useObservable } from '../services.tsx';
import { deferComponent } from '../ui/deferred.ts';
import type { Address } from './address.ts';
import styles from './app.module.css';
import { CommandCenter } from './commands/command-center.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header, SignIn } from './header.tsx';
import type { InstallPrompt } from './install-prompt.ts';
import { ListOfOrders, useListExport } from './list-of-orders.tsx';
import { Notices } from './notices.tsx';
import { type Panel, readRoute } from './routes.ts';
import { useDocumentTitle } from './use-document-title.ts';
import { toOrderFilter, useFilterLinks, useNavigation, useTableView } from './use-navigation.ts';
import { useViewControl } from './use-view-control.ts';

const useOrderPanel = deferComponent(() => import('./order-beside.tsx').then((module) => module.OrderBeside));
const useEditsPanel = deferComponent(() =>
  import('../features/pending-edits/edits-panel.tsx').then((module) => module.EditsPanel),
);
const useWaitingNotices = deferComponent(() =>
  import('./waiting-notices.tsx').then((module) => module.WaitingNotices),
);
const useDiagnosticsPanel = deferComponent(() =>
  import('../features/diagnostics/diagnostics-panel.tsx').then((module) => module.DiagnosticsPanel),
);
const useStatusPanel = deferComponent(() =>
  import('../features/status/status-panel.tsx').then((module) => module.StatusPanel),
);

const useViewsDrawer = deferComponent(() =>
  import('./views-drawer.tsx').then((module) => module.ViewsDrawer),
);
const useShortcutSheet = deferComponent(() =>
  import('./commands/shortcut-sheet.tsx').then((module) => module.ShortcutSheet),
);

const useNewsPanel = deferComponent(() =>
  import('../features/welcome/news-panel.tsx').then((module) => module.NewsPanel),
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
  const today = useToday();
  const { view, ignored, changeView } = useTableView(address, place, today);
  const links = useFilterLinks(address, today, changeView);
  const views = useViewControl(address, place);
  const exports = useListExport(view, views, today);
  const WaitingNotices = useWaitingNotices(false);
  const OrderPanel = useOrderPanel(route.order !== null);
  return (
    <div className={styles['app']} data-beside={route.order !== null || undefined}>
      <Background order={route.order} />
      <Header
        isEditsOpen={route.panel === 'edits'}
        onShowEdits={navigation.showEdits}
        onShowDiagnostics={navigation.showDiagnostics}
        onShowKeys={navigation.showKeys}
        onShowNews={navigation.showNews}
        installPrompt={installPrompt}
        address={address}
      />
      <main className={styles['main']} id="content" tabIndex={-1}>
        <Notices ignored={ignored} isUnknownPath={route.isUnknown} here={place.path + place.search} />
        <WelcomeStrip
          isSearching={view.searchText.trim() !== ''}
          isOrderOpen={route.order !== null}
          onShowNews={navigation.showNews}
        />
        {WaitingNotices !== null && <WaitingNotices onShowEdits={navigation.showEdits} />}
        <OrdersNavigationProvider value={navigation}>
          <ErrorBoundary part="The overview">
            <Overview links={links} filter={toOrderFilter(view)} />
          </ErrorBoundary>
          <ErrorBoundary part="The recent changes">
            <RecentChanges links={navigation} />
          </ErrorBoundary>
          <ListOfOrders
            view={view}
            onViewChange={changeView}
            views={views}
            exports={exports}
            onManageViews={navigation.showViews}
          />
          {route.order !== null && OrderPanel !== null && <OrderPanel name={route.order} />}
          <CommandCenter
            {...navigation}
            view={view}
            onViewChange={changeView}
            views={views}
            exports={exports}
          />
        </OrdersNavigationProvider>
        <Panels panel={route.panel} navigation={navigation} views={views} address={address} />
      </main>
    </div>
  );
}

interface PanelsProps {
  readonly panel: Panel | null;
  readonly navigation: ReturnType<typeof useNavigation>;
  readonly views: ViewsControl;
  readonly address: Address;
}

/** What opens over the dashboard. */
function Panels({ panel, navigation, views, address }: PanelsProps) {
  const EditsPanel = useEditsPanel(panel === 'edits');
  const DiagnosticsPanel = useDiagnosticsPanel(panel === 'diagnostics');
  const StatusPanel = useStatusPanel(panel === 'status');
  const ShortcutSheet = useShortcutSheet(panel === 'keys');
  const NewsPanel = useNewsPanel(panel === 'news');
  const ViewsDrawer = useViewsDrawer(panel === 'views');
  if (panel === 'edits' && EditsPanel !== null) {
    return (
      <EditsPanel
        onClose={navigation.hidePanel}
        hrefOf={navigation.hrefOf}
        onOpenOrder={navigation.open}
        onShowDiagnostics={navigation.showDiagnostics}
        signIn={<SignIn address={address} />}
      />
    );
  }
  if (panel === 'diagnostics' && DiagnosticsPanel !== null) {
    return <DiagnosticsPanel onClose={navigation.hidePanel} />;
  }
  if (panel === 'status' && StatusPanel !== null) return <StatusPanel onClose={navigation.hidePanel} />;
  if (panel === 'news' && NewsPanel !== null) return <NewsPanel onClose={navigation.hidePanel} />;
  if (panel === 'keys' && ShortcutSheet !== null) {
    return <ShortcutSheet views={views.all} onClose={navigation.hidePanel} />;
  }
  if (panel === 'views' && ViewsDrawer !== null) {
    return <ViewsDrawer control={views} onClose={navigation.hidePanel} />;
  }
  return null;
}

/** What goes on without being seen; apart, so that an edit does not draw the whole screen anew. */
function Background({ order }: { order: string | null }) {
  useUndo();
  useDocumentTitle(order);
  return null;
}
