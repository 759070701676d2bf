import { Check, ClipboardCopy, ExternalLink, Link2, Share2 } from 'lucide-react';
import { useState } from 'react';
import { BLANK } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { useToasts } from '../../ui/toast-context.tsx';

interface OrderActionsProps {
  /** `null` = there is no such order; its link can be copied all the same. */
  readonly order: VisibleOrder | null;
  readonly label: string;
  /** The order's address, with what else is on the screen. */
  readonly href: string;
}

/** What one can take along of an order: its link, its facts as text, the way to it in Airtable. */
export function OrderActions({ order, label, href }: OrderActionsProps) {
  const [isCopied, setCopied] = useState(false);
  const link = linkOf(href);
  const copy = useCopy();
  const copyLink = async () => setCopied(await copy(link));
  return (
    <>
      <Button tone="quiet" onClick={() => void copyLink()}>
        {isCopied ? <Check {...ICON} /> : <Link2 {...ICON} />}
        <span aria-live="polite">{isCopied ? 'Link copied' : 'Copy link'}</span>
      </Button>
      {order !== null && <MoreActions order={order} label={label} link={link} />}
    </>
  );
}

const ICON = { size: 15, 'aria-hidden': true } as const;

function MoreActions({ order, label, link }: { order: VisibleOrder; label: string; link: string }) {
  const tableUrl = useObservable(useServices().config)?.airtableTableUrl ?? null;
  const copy = useCopy();
  const toasts = useToasts();
  const text = useOrderText(order, label);
  const copyText = async () => {
    if (await copy(`${text}\n${link}`)) toasts.show({ id: 'copy', title: `${label} copied as text` });
  };
  const entries: MenuEntry[] = [
    {
      kind: 'item',
      label: 'Copy as text',
      icon: <ClipboardCopy {...ICON} />,
      onSelect: () => void copyText(),
    },
  ];
  if (typeof navigator.share === 'function') {
    entries.push({
      kind: 'item',
      label: 'Share…',
      icon: <Share2 {...ICON} />,
      onSelect: () => void share({ title: label, text, url: link }),
    });
  }
  if (tableUrl !== null) {
    entries.push({
      kind: 'item',
      label: 'Open in Airtable',
      icon: <ExternalLink {...ICON} />,
      onSelect: () => void window.open(`${tableUrl}/${order.recordId}`, '_blank', 'noopener,noreferrer'),
    });
  }
  return <MenuButton label={`More for ${label}`} entries={entries} />;
}

/** Nothing is said when a person closes the system's dialog without sharing. */
async function share(data: ShareData): Promise<void> {
  await navigator.share(data).catch(() => undefined);
}

/** @returns whether it was copied; if the browser does not allow it, the text is shown to be copied by hand */
function useCopy(): (text: string) => Promise<boolean> {
  const toasts = useToasts();
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      toasts.show({ id: 'copy', tone: 'problem', title: 'The browser does not allow copying', detail: text });
      return false;
    }
  };
}

function useOrderText({ customer, status, priority, orderTotal, createdAt }: VisibleOrder, label: string) {
  const formats = useFormats();
  const facts = [
    ['Order', label],
    ['Customer', customer],
    ['Status', status],
    ['Priority', priority],
    ['Total', orderTotal === null ? null : formats.money(orderTotal)],
    ['Created', createdAt === null ? null : formats.fullMoment(createdAt)],
  ];
  return facts.map(([name, value]) => `${name}: ${value ?? BLANK}`).join('\n');
}

/** For somebody else, so without the filters of this screen. */
function linkOf(href: string): string {
  return new URL(new URL(href, window.location.href).pathname, window.location.href).href;
}
