import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Order } from '@orders/contract';
import type { StoredOrder, StoredSnapshot } from '../application/ports.ts';
import type { Version } from '../domain/version.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** First byte of what is stored; grows when the form below changes. */
const FORMAT = '1';
const PLAIN = 'j';
const BROTLI = 'b';
const COMPRESS_FROM_BYTES = 1_024;
/** As many rows are (un)packed at a stretch; in between the event loop gets its turn. */
const ROWS_AT_A_STRETCH = 500;
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/** What is stored is of another format, cut short or no data of ours at all. */
export class UnreadableData extends Error {
  override readonly name = 'UnreadableData';
}

/** The orders and the ids of those removed, as a commit carries them. */
export interface PackedChange {
  readonly upserts: readonly Order[];
  readonly removed: readonly string[];
}

export async function packChange({ upserts, removed }: PackedChange): Promise<Buffer> {
  return pack(removed, upserts, (order) => toRow(order));
}

export async function unpackChange(bytes: Buffer): Promise<PackedChange> {
  const { head, rows } = await unpack(bytes, toOrder);
  return { removed: asArray(head).map(asText), upserts: rows };
}

/** Everything but the confirmation, which changes more often than the orders do. */
export type PackedSnapshot = Omit<StoredSnapshot, 'confirmation'>;

export async function packSnapshot({ version, orders, removed }: PackedSnapshot): Promise<Buffer> {
  const tombstones = removed.map(({ recordId, seq }) => [recordId, seq]);
  const head = [version.epoch, version.seq, tombstones];
  return pack(head, orders, ({ order, seq }) => [...toRow(order), seq]);
}

export async function unpackSnapshot(bytes: Buffer): Promise<PackedSnapshot> {
  const { head, rows } = await unpack(bytes, toStoredOrder);
  const [epoch, seq, tombstones] = asArray(head);
  const version: Version = { epoch: asText(epoch), seq: asNumber(seq) };
  const removed = asArray(tombstones).map((tombstone) => {
    const [recordId, removedBy] = asArray(tombstone);
    return { recordId: asText(recordId), seq: asNumber(removedBy) };
  });
  return { version, orders: rows, removed };
}

/** One line of JSON for the head, one for each stretch of rows. */
async function pack<T>(head: unknown, items: readonly T[], toRow: (item: T) => unknown[]): Promise<Buffer> {
  const lines = [Buffer.from(JSON.stringify(head))];
  for (let start = 0; start < items.length; start += ROWS_AT_A_STRETCH) {
    const rows = items.slice(start, start + ROWS_AT_A_STRETCH).map(toRow);
    lines.push(Buffer.from(`\n${JSON.stringify(rows)}`));
    await nextTurn();
  }
  const plain = Buffer.concat(lines);
  if (plain.length < COMPRESS_FROM_BYTES) return Buffer.concat([Buffer.from(FORMAT + PLAIN), plain]);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  return Buffer.concat([Buffer.from(FORMAT + BROTLI), await compress(plain, { params })]);
}

async function unpack<T>(bytes: Buffer, toItem: (row: unknown) => T): Promise<{ head: unknown; rows: T[] }> {
  const form = bytes.toString('latin1', 0, 2);
  if (form !== FORMAT + PLAIN && form !== FORMAT + BROTLI) {
    throw new UnreadableData(`unknown format ${JSON.stringify(form)}`);
  }
  try {
    const body = bytes.subarray(2);
    const isPlain = form === FORMAT + PLAIN;
    const plain = isPlain ? body : await decompress(body, { maxOutputLength: MAX_UNPACKED_BYTES });
    const [head, ...stretches] = Array.from(
      linesOf(plain),
      (line) => () => JSON.parse(line.toString('utf8')),
    );
    const rows: T[] = [];
    for (const parse of stretches) {
      for (const row of asArray(parse())) rows.push(toItem(row));
      await nextTurn();
    }
    return { head: head?.(), rows };
  } catch (error) {
    throw new UnreadableData('cut short or garbled', { cause: error });
  }
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start <= bytes.length; ) {
    const end = bytes.indexOf('\n', start);
    yield bytes.subarray(start, end === -1 ? bytes.length : end);
    start = end === -1 ? bytes.length + 1 : end + 1;
  }
}

/** Names are left out of the rows: they are half of the JSON. */
function toRow(order: Order): unknown[] {
  return [
    order.recordId,
    order.orderId,
    order.customer,
    order.status,
    order.orderTotal,
    order.createdAt,
    order.updatedAt,
    order.priority,
    order.etag,
  ];
}

function toOrder(row: unknown): Order {
  const cells = asArray(row);
  return {
    recordId: asText(cells[0]),
    orderId: orNull(cells[1], asText),
    customer: orNull(cells[2], asText),
    status: orNull(cells[3], asText),
    orderTotal: orNull(cells[4], asNumber),
    createdAt: orNull(cells[5], asText),
    updatedAt: orNull(cells[6], asText),
    priority: orNull(cells[7], asText),
    etag: asText(cells[8]),
  };
}

function toStoredOrder(row: unknown): StoredOrder {
  return { order: toOrder(row), seq: asNumber(asArray(row)[9]) };
}

function orNull<T>(value: unknown, as: (value: unknown) => T): T | null {
  return value === null ? null : as(value);
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new UnreadableData('not a text');
  return value;
}

function asNumber(value: unknown): number {
  if (typeof value !== 'number') throw new UnreadableData('not a number');
  return value;
}

function asArray(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new UnreadableData('not a list');
  return value;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
