import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from './support/fake-clock.ts';
import { FaultProxy } from './support/fault-proxy.ts';
import { PATIENCE } from './support/patience.ts';

const eventually = <T>(what: () => T) => expect.poll(what, PATIENCE);

/** A socket, and what has come over it. */
class Line implements Disposable {
  readonly socket: Socket;
  readonly pieces: string[] = [];
  /** `end`, `close`, or the code of an error, as they came. */
  readonly happened: string[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => this.pieces.push(bytes.toString()));
    socket.on('end', () => this.happened.push('end'));
    socket.on('close', () => this.happened.push('close'));
    socket.on('error', (error: NodeJS.ErrnoException) => this.happened.push(error.code ?? error.message));
  }

  get text(): string {
    return this.pieces.join('');
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

let things: AsyncDisposableStack;
let clock: FakeClock;
let proxy: FaultProxy;
/** The server's side of each connection, in the order in which they were made. */
let served: Line[];

beforeEach(async () => {
  things = new AsyncDisposableStack();
  served = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    served.push(things.use(new Line(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  things.defer(() => void server.close());
  clock = new FakeClock();
  const { port } = server.address() as AddressInfo;
  proxy = things.use(
    await FaultProxy.start({ upstream: { host: '127.0.0.1', port }, clock, random: () => 0.75 }),
  );
});
afterEach(() => things.disposeAsync());

async function open(): Promise<Line> {
  const before = served.length;
  const line = things.use(new Line(connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true })));
  await eventually(() => served.length).toBe(before + 1);
  return line;
}

test('what is sent arrives, both ways, and so does the end of each side', async () => {
  const line = await open();
  line.socket.end('ask');
  await eventually(() => served[0]?.happened).toEqual(['end']);
  expect(served[0]?.text).toBe('ask');
  served[0]?.socket.end('answer');
  await eventually(() => line.happened).toContain('close');
  expect([line.text, line.happened]).toEqual(['answer', ['end', 'close']]);
  await eventually(() => proxy.connections).toBe(0);
});

test('latency: arrives later, with the jitter drawn by chance, and only in its own direction', async () => {
  proxy.set('toServer', { latency: { ms: 100, jitterMs: 20 } });
  const line = await open();
  line.socket.write('ask');
  await eventually(() => clock.sleeping).toBe(1);
  served[0]?.socket.write('unasked');
  await eventually(() => line.text).toBe('unasked');
  await clock.advance(109);
  expect(served[0]?.text).toBe('');
  await clock.advance(1);
  await eventually(() => served[0]?.text).toBe('ask');
});

test('bandwidth: as many bytes as the line takes in the time', async () => {
  proxy.set('fromServer', { bandwidth: { bytesPerSecond: 100 } });
  const line = await open();
  served[0]?.socket.write('0123456789');
  for (const text of ['01234', '0123456789']) {
    await eventually(() => clock.sleeping).toBe(1);
    await clock.advance(49);
    expect(line.text).toBe(text.slice(0, -5));
    await clock.advance(1);
    await eventually(() => line.text).toBe(text);
  }
});

test('slow close: the data arrives at once, the end later', async () => {
  proxy.set('fromServer', { slowClose: { ms: 500 } });
  const line = await open();
  served[0]?.socket.end('answer');
  await eventually(() => clock.sleeping).toBe(1);
  expect([line.text, line.happened]).toEqual(['answer', []]);
  await clock.advance(500);
  await eventually(() => line.happened).toEqual(['end']);
});

test('timeout: nothing gets through and the connection stays, until the trouble is over', async () => {
  const line = await open();
  proxy.set('toServer', { timeout: {} });
  line.socket.write('ask');
  served[0]?.socket.write('unasked');
  await eventually(() => line.text).toBe('unasked');
  expect([served[0]?.text, proxy.connections]).toEqual(['', 1]);
  await proxy.clear();
  await eventually(() => served[0]?.text).toBe('ask');
});

test('timeout with an end: the connection is closed without what was on its way', async () => {
  const line = await open();
  proxy.set('toServer', { timeout: { ms: 1_000 } });
  line.socket.write('ask');
  await eventually(() => clock.sleeping).toBe(1);
  expect(line.happened).toEqual([]);
  await clock.advance(1_000);
  await eventually(() => line.happened).toContain('end');
  await eventually(() => served[0]?.happened).toContain('end');
  expect(served[0]?.text).toBe('');
});

test('reset peer: the next byte is answered by a reset', async () => {
  const line = await open();
  proxy.set('toServer', { resetPeer: { ms: 100 } });
  line.socket.write('ask');
  await eventually(() => clock.sleeping).toBe(1);
  expect(line.happened).toEqual([]);
  await clock.advance(100);
  await eventually(() => line.happened).toEqual(['ECONNRESET', 'close']);
  expect(served[0]?.text).toBe('');
});

test('slicer: comes in small pieces, one after the other', async () => {
  proxy.set('toServer', { slicer: { bytes: 2, variation: 2, delayMs: 10 } });
  const line = await open();
  line.socket.write('abcdefg');
  for (const text of ['abc', 'abcdef', 'abcdefg']) {
    await eventually(() => served[0]?.text).toBe(text);
    await clock.advance(10);
  }
  expect(served[0]?.pieces).toEqual(['abc', 'def', 'g']);
});

test('limit data: closed after so many bytes, counted from when the limit was set', async () => {
  const line = await open();
  served[0]?.socket.write('before ');
  await eventually(() => line.text).toBe('before ');
  proxy.set('fromServer', { limitData: { bytes: 4 } });
  served[0]?.socket.write('answer');
  await eventually(() => line.happened).toContain('end');
  expect(line.text).toBe('before answ');
});

test('down: what there is breaks off and nothing new is accepted, until it is up again', async () => {
  const line = await open();
  await proxy.down();
  await eventually(() => line.happened).toEqual(['ECONNRESET', 'close']);
  const refused = things.use(new Line(connect(proxy.port, '127.0.0.1')));
  await eventually(() => refused.happened).toEqual(['ECONNREFUSED', 'close']);
  await proxy.clear();
  const again = await open();
  again.socket.write('ask');
  await eventually(() => served[1]?.text).toBe('ask');
});

test('a cut loses what is on its way, and the next connection is as good as new', async () => {
  proxy.set('toServer', { timeout: {} });
  const line = await open();
  line.socket.write('lost');
  await eventually(() => proxy.connections).toBe(1);
  proxy.cut();
  await proxy.clear();
  await eventually(() => line.happened).toEqual(['ECONNRESET', 'close']);
  const again = await open();
  again.socket.write('ask');
  await eventually(() => served[1]?.text).toBe('ask');
  expect(served[0]?.text).toBe('');
});
