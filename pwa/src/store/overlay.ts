import type { Order } from '@orders/contract';
import { laidOver } from '../db/coalesce-edit.ts';
import type { OutboxEntry } from '../db/outbox-entry.ts';
import type { OutboxContents } from '../db/outbox-rows.ts';
import { holds } from './data-version.ts';
import type { EditState, VisibleOrder } from './visible-order.ts';

/** What this device knows of an order beyond its copy of the table. */
export interface OrderOverlay {
  /** The server's answer to an own write, which the copy may not have caught up with. */
  readonly tag: Order | null;
  /** Oldest first. */
  readonly entries: readonly OutboxEntry[];
}

export type Overlay = ReadonlyMap<string, OrderOverlay>;

/**
 * What the outbox holds, by order. An answer that the copy holds already, or something newer, is left out: a repeated
 * request is answered with the order as it was the first time, and somebody may have changed it since.
 */
export function overlayOf(
  { entries, tags }: Pick<OutboxContents, 'entries' | 'tags'>,
  copyVersion: string | null,
): Overlay {
  const overlay = new Map<string, { tag: Order | null; entries: OutboxEntry[] }>();
  const of = (recordId: string) => {
    const known = overlay.get(recordId) ?? { tag: null, entries: [] };
    overlay.set(recordId, known);
    return known;
  };
  for (const { recordId, order, version } of tags) if (!holds(copyVersion, version)) of(recordId).tag = order;
  for (const entry of entries) of(entry.recordId).entries.push(entry);
  return overlay;
}

/** An order as a person sees it. */
export function layOver(base: VisibleOrder, overlay: OrderOverlay | undefined): VisibleOrder {
  if (overlay === undefined) return base;
  const server = overlay.tag ?? base;
  return { ...server, ...laidOver(server, overlay.entries), editState: neediest(overlay.entries) };
}

const BY_NEED: readonly EditState[] = ['conflict', 'rejected', 'sending', 'waiting'];

function neediest(entries: readonly OutboxEntry[]): EditState | null {
  return BY_NEED.find((state) => entries.some((entry) => entry.state === state)) ?? null;
}
