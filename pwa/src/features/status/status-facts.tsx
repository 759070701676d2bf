import type { ReadReport, ServerStatus } from '@orders/contract';
import type { ReactNode } from 'react';
import type { Formats } from '../../format/formats.ts';
import { useFormats } from '../../format/use-formats.ts';
import { Fact, FactList, PanelSection } from '../../ui/facts.tsx';

const AIRTABLE_TEXTS = {
  ok: 'answers',
  throttled: 'asks us to wait',
  unreachable: 'cannot be reached',
  refused: 'refuses us',
} as const;

/** The figures behind the words. */
export function StatusFacts({ status }: { status: ServerStatus }) {
  return (
    <>
      <Data status={status} />
      <Airtable status={status} />
      <Budget status={status} />
      <Server status={status} />
    </>
  );
}

function Data({ status: { snapshot, reads } }: { status: ServerStatus }) {
  const formats = useFormats();
  const { asOf, ageSeconds, orders, version, freshness } = snapshot;
  return (
    <Section title="Data">
      <Fact name="Confirmed" isBad={freshness !== 'fresh'}>
        {asOf === null || ageSeconds === null
          ? 'never'
          : `${formats.age(ageSeconds * 1_000)}, ${formats.fullMoment(asOf)}`}
      </Fact>
      <Fact name="Orders">{formats.count(orders)}</Fact>
      {version !== null && <Fact name="Version">{version}</Fact>}
      <Fact name="Read of everything" isBad={reads.full?.outcome === 'failed'}>
        {readText(reads.full, formats)}
      </Fact>
      <Fact name="Look for changes" isBad={reads.changes?.outcome === 'failed'}>
        {readText(reads.changes, formats)}
      </Fact>
      {reads.isReading && <Fact name="Now">reading Airtable</Fact>}
      {reads.waitUntil !== null && (
        <Fact name="Next read" isBad>
          not before {formats.time(Date.parse(reads.waitUntil))}
        </Fact>
      )}
    </Section>
  );
}

function readText(read: ReadReport | null, formats: Formats): string {
  if (read === null) return 'none yet by this replica';
  const took = `${read.seconds.toFixed(1)} s`;
  const at = formats.time(Date.parse(read.at));
  return read.outcome === 'ok'
    ? `${at}, ${took}, ${formats.count(read.orders)} orders`
    : `${at}, failed after ${took}`;
}

function Airtable({ status: { airtable } }: { status: ServerStatus }) {
  const formats = useFormats();
  const { webhook, breakers, pausedUntil } = airtable;
  return (
    <Section title="Airtable">
      <Fact name="State" isBad={airtable.state !== 'ok'}>
        {AIRTABLE_TEXTS[airtable.state]}
      </Fact>
      <Fact name="Breakers" isBad={Object.values(breakers).some((state) => state !== 'closed')}>
        {Object.entries(breakers)
          .map(([name, state]) => `${name} ${state}`)
          .join(', ')}
      </Fact>
      {pausedUntil !== null && (
        <Fact name="Held back until" isBad>
          {formats.time(Date.parse(pausedUntil))}
        </Fact>
      )}
      <Fact name="Webhook">
        {webhook.mode}
        {webhook.lastCall !== null &&
          `, last call ${webhook.lastCall.outcome} at ${formats.time(Date.parse(webhook.lastCall.at))}`}
      </Fact>
    </Section>
  );
}

function Budget({ status: { budget } }: { status: ServerStatus }) {
  const formats = useFormats();
  const { callsThisMonth, monthlyCalls, forecast, lastSecond, perSecond, intervalSeconds } = budget;
  const isTight = monthlyCalls > 0 && forecast > monthlyCalls;
  return (
    <Section title="Calls to Airtable">
      <Fact name="This second">
        {lastSecond} of {perSecond}, by this replica
      </Fact>
      <Fact name="This month">
        {formats.count(callsThisMonth)}
        {monthlyCalls > 0 && ` of ${formats.count(monthlyCalls)}`}
      </Fact>
      <Fact name="By its end" isBad={isTight}>
        {formats.count(forecast)}, if all goes on like this
      </Fact>
      <Fact name="Looks for changes">
        {intervalSeconds === 0 ? 'never' : `every ${Math.round(intervalSeconds)} s while somebody is there`}
      </Fact>
    </Section>
  );
}

function Server({ status }: { status: ServerStatus }) {
  const formats = useFormats();
  const { redis, replicas, listeners, load, version, startedAt } = status;
  return (
    <Section title="Server">
      <Fact name="Shared memory" isBad={!redis.isUp}>
        {redis.driver === 'memory'
          ? 'none: this process alone'
          : redis.isUp
            ? 'Redis answers'
            : 'Redis is away'}
      </Fact>
      <Fact name="Replicas">{replicas}</Fact>
      <Fact name="Listeners">{formats.count(listeners)}</Fact>
      <Fact name="Load" isBad={load.level > 0}>
        {`${Math.round(load.pressure * 100)} % of what is bearable, ${load.inFlight} in flight`}
        {load.level > 0 && ', requests are turned away'}
      </Fact>
      <Fact name="Running">
        {version}, since {formats.fullMoment(startedAt)}
      </Fact>
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <PanelSection title={title}>
      <FactList>{children}</FactList>
    </PanelSection>
  );
}
