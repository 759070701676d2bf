import { ArrowRight, Users } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useOrdersNavigation } from '../../features/orders/orders-navigation.tsx';
import { DEFAULT_VIEW, toOrderQuery } from '../../features/orders/table-view.ts';
import { useOrdersView } from '../../features/orders/use-orders-view.ts';
import { optionIcon } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { OrdersView } from '../../store/visible-order.ts';
import { type Command, CommandDialog, type CommandGroup } from '../../ui/command-dialog.tsx';

interface CommandPaletteProps {
  readonly commands: readonly Command[];
  readonly onShowCustomer: (name: string) => void;
  readonly onClose: () => void;
}

const MOST_ORDERS = 6;
const MOST_CUSTOMERS = 3;
/** Customers are looked for among so many orders that match. */
const LOOKED_THROUGH = 500;

/** Finds orders, customers and what the app can do, by a few letters of their names. */
export function CommandPalette({ commands, onShowCustomer, onClose }: CommandPaletteProps) {
  const [query, setQuery] = useState('');
  // Not put off, though it takes a few milliseconds: Enter must never do what answered the letter before.
  const text = query.trim();
  const orders = useOrdersView(useServices().orders);
  const { open } = useOrdersNavigation();
  const formats = useFormats();
  const found = useMemo(() => findOrders(orders, text), [orders, text]);
  const groups: CommandGroup[] = [
    {
      value: 'Orders',
      items: found.orders.map((order) => ({
        id: order.recordId,
        title: orders.labelOf(order),
        icon: optionIcon('status', order.status),
        hint: [order.customer, order.orderTotal === null ? null : formats.money(order.orderTotal)]
          .filter((part) => part !== null)
          .join(' · '),
        run: () => open(orders.labelOf(order)),
      })),
    },
    {
      value: 'Customers',
      items: found.customers.map((name) => ({
        id: `customer ${name}`,
        title: name,
        icon: <Users size={15} aria-hidden />,
        hint: 'all orders',
        run: () => onShowCustomer(name),
      })),
    },
    {
      value: 'Commands',
      items: matching(commands, text).map((command) => ({
        icon: <ArrowRight size={15} aria-hidden />,
        ...command,
      })),
    },
  ];
  return (
    <CommandDialog
      placeholder="Find orders, customers and commands"
      query={query}
      onQueryChange={setQuery}
      groups={groups.filter(({ items }) => items.length > 0)}
      onClose={onClose}
    />
  );
}

function findOrders(orders: OrdersView, text: string) {
  if (text === '') return { orders: [], customers: [] };
  const query = toOrderQuery({ ...DEFAULT_VIEW, searchText: text, pageSize: LOOKED_THROUGH });
  const found = orders.query(query).orders;
  const folded = text.toLocaleLowerCase();
  const customers = new Set(
    found.flatMap(({ customer }) => (customer?.toLocaleLowerCase().includes(folded) ? customer : [])),
  );
  return { orders: found.slice(0, MOST_ORDERS), customers: [...customers].slice(0, MOST_CUSTOMERS) };
}

/** All words, in any order, each the beginning of a word of the title or a part of it. */
function matching(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLocaleLowerCase().split(/\s+/);
  return commands.filter(({ title }) => words.every((word) => title.toLocaleLowerCase().includes(word)));
}
