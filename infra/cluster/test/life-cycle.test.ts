import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { repeatWrite, type SentWrite, startOpenLoop } from '../../load/open-loop.ts';
import { hasRedisServer } from '../redis-server.ts';
import { type ClusterSetting, startClusterSetting } from './cluster-setting.ts';
import { type EventStream, listenTo } from './event-stream.ts';

// Processes take their time to start and to stop on a busy machine.
vi.setConfig({ testTimeout: 180_000 });
const PATIENCE = { timeout: 60_000, interval: 20 };

async function start(orders: number): Promise<ClusterSetting> {
  const setting = await startClusterSetting(orders);
  onTestFinished(() => setting[Symbol.asyncDispose]());
  return setting;
}

/** What the simulator has recorded for these writes. */
const recorded = ({ written }: ClusterSetting, writes: readonly SentWrite[]) =>
  writes.map(({ recordId }) => written.get(recordId));
const onceEach = (writes: readonly SentWrite[]) => writes.map(({ status }) => ({ times: 1, status }));

describe.skipIf(!hasRedisServer)('replicas behind a balancer', () => {
  test('are restarted one after another under load, and no request fails and no write is lost or done twice', async () => {
    const setting = await start(600);
    const { cluster } = setting;
    const load = startOpenLoop({
      urls: [cluster.url],
      requestsPerSecond: 60,
      writeEvery: 6,
      orders: setting.take(600),
      mostInFlight: 12,
    });
    for (const replica of cluster.replicas) {
      expect(await replica.restart()).toBe(0);
      await replica.untilReady();
    }
    const answered = await load.stop();
    const reads = answered.filter(({ write }) => write === null);
    expect(reads.filter(({ status }) => status !== 200)).toEqual([]);
    const writes = answered.flatMap(({ write }) => (write === null ? [] : [write]));
    // On a machine so busy that Redis seems to be away, a write is told to come again; nothing else may become of it.
    for (const { write, status } of answered) {
      if (write !== null && status === 503) await untilWritten(cluster.url, write);
      else expect(status).toBe(200);
    }
    expect(writes.length).toBeGreaterThan(20);
    expect(recorded(setting, writes)).toEqual(onceEach(writes));
    expect(setting.written.size).toBe(writes.length);
  });

  test('of one that is killed only the requests under way fail, and their repetition writes nothing twice', async () => {
    const setting = await start(60);
    const { cluster, balancer, simulator } = setting;
    // All writes get into Airtable and none is answered.
    simulator.faults.add({ kind: 'hang', when: 'after', endpoint: 'updateRecords' });
    const writes = setting.take(9).map(toWrite);
    const answers = writes.map((write) => repeatWrite(cluster.url, write));
    await vi.waitFor(() => expect(setting.written.size).toBe(writes.length), PATIENCE);
    const atWork = balancer.replicas.findIndex(({ inFlight }) => inFlight > 0);
    const underWay = balancer.replicas[atWork]?.inFlight;
    expect(underWay).toBeGreaterThan(0);
    await cluster.replicas[atWork]?.kill();
    simulator.faults.clear();
    const reads = startOpenLoop({ urls: [cluster.url], requestsPerSecond: 50, writeEvery: 50, orders: [] });
    const statuses = await Promise.all(answers);
    const failed = statuses.filter((status) => status === 502).length;
    expect(failed).toBeGreaterThan(0);
    // One may have been answered just before.
    expect(failed).toBeLessThanOrEqual(underWay ?? 0);
    for (const write of writes) await untilWritten(cluster.url, write);
    expect((await reads.stop()).filter(({ status }) => status !== 200)).toEqual([]);
    expect(recorded(setting, writes)).toEqual(onceEach(writes));
  });

  test('one that is asked to stop says so, finishes what it does, sends listeners on, and ends with 0', async () => {
    const setting = await start(60);
    const { cluster, simulator } = setting;
    const [replica] = cluster.replicas;
    if (replica === undefined) throw new Error('There is no replica.');
    const stream: EventStream = await listenTo(`${replica.url}/api/events`);
    simulator.faults.add({ kind: 'slow', ms: 1_500 });
    const [write] = setting.take(1).map(toWrite);
    const answer = repeatWrite(replica.url, write as SentWrite);
    await vi.waitFor(() => expect(simulator.stats.snapshot().inFlight).toBeGreaterThan(0), PATIENCE);
    const stopped = replica.stop();
    // A connection refused would be none of the statuses.
    await vi.waitFor(async () => {
      expect((await fetch(`${replica.url}/health/ready`)).status).toBe(503);
    }, PATIENCE);
    expect((await fetch(`${replica.url}/health/live`)).status).toBe(200);
    await stream.ended;
    expect(stream.text).toMatch(/retry: \d+\n\n$/);
    expect(await answer).toBe(200);
    expect(await stopped).toBe(0);
    expect(recorded(setting, [write as SentWrite])).toEqual(onceEach([write as SentWrite]));
  });
});

async function untilWritten(url: string, write: SentWrite): Promise<void> {
  await vi.waitFor(async () => expect(await repeatWrite(url, write)).toBe(200), PATIENCE);
}

function toWrite({ recordId, status }: { recordId: string; status: string | null }): SentWrite {
  return { recordId, status: status === 'Shipped' ? 'Delivered' : 'Shipped', key: `key-of-${recordId}` };
}
