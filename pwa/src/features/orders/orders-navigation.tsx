import { createContext, use } from 'react';

/** Where the orders of the table and the panel lead to; the app says so, a feature knows no addresses. */
export interface OrdersNavigation {
  /** The order that is open beside the table, by the name it was asked for. */
  readonly openOrder: string | null;
  hrefOf(label: string): string;
  open(label: string): void;
  closeOrder(): void;
  showEdits(): void;
  /** Narrows the list to the orders of one customer. */
  showCustomer(name: string): void;
}

const NavigationContext = createContext<OrdersNavigation | null>(null);

export const OrdersNavigationProvider = NavigationContext;

/** @throws when used outside an OrdersNavigationProvider */
export function useOrdersNavigation(): OrdersNavigation {
  const navigation = use(NavigationContext);
  if (navigation === null) throw new Error('useOrdersNavigation needs an OrdersNavigationProvider above it');
  return navigation;
}
