import type { Health } from '@orders/contract';
import { type ReactNode, useSyncExternalStore } from 'react';
import type { Formats } from '../../format/formats.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import { Fact, FactList } from '../../ui/facts.tsx';
import styles from './connection.module.css';

const AIRTABLE_TEXTS = {
  ok: 'answers',
  throttled: 'asks us to wait',
  unreachable: 'cannot be reached',
  refused: 'refuses us',
} as const;

const BREAKER_TEXTS = {
  closed: 'closed: requests go through',
  open: 'open: requests are held back',
  'half-open': 'half-open: trying one request',
} as const;

/** Airtable, the server's cache and this device's copy, in words. */
export function HealthDetails() {
  const { connection, orders } = useServices();
  const { health } = useObservable(connection);
  const formats = useFormats();
  const { count, asOf, isComplete } = useSyncExternalStore(orders.subscribe, orders.current);
  return (
    <div className={styles['health']}>
      {health === null ? (
        <p className={styles['note']}>
          The server has not been reached yet, so nothing is known of Airtable.
        </p>
      ) : (
        <ServerFacts health={health} formats={formats} />
      )}
      <Section title="This device">
        <Fact name="Orders kept">
          {formats.count(count)}
          {isComplete ? ', complete' : ', not complete yet'}
        </Fact>
        <Fact name="Confirmed">
          {asOf === null ? 'not yet' : formats.fullMoment(new Date(asOf).toISOString())}
        </Fact>
      </Section>
    </div>
  );
}

function ServerFacts({ health, formats }: { health: Health; formats: Formats }) {
  const { airtable, cache, snapshot } = health;
  if (airtable === undefined || cache === undefined || snapshot === undefined) {
    return (
      <p className={styles['note']}>
        The server says “{health.status}”; details are for those who are signed in.
      </p>
    );
  }
  return (
    <>
      <Section title="Airtable">
        <Fact name="State" isBad={airtable.state !== 'ok'}>
          {AIRTABLE_TEXTS[airtable.state]}
        </Fact>
        <Fact name="Breaker" isBad={airtable.breaker === 'open'}>
          {BREAKER_TEXTS[airtable.breaker]}
        </Fact>
        {airtable.pausedUntil !== null && (
          <Fact name="Paused until">{formats.time(Date.parse(airtable.pausedUntil))}</Fact>
        )}
        <Fact name="Calls this month">{callsText(airtable, formats)}</Fact>
      </Section>
      <CallsMeter {...airtable} />
      <Section title="Server">
        <Fact name="Cache" isBad={cache.state !== 'ok'}>
          {cache.driver === 'redis' ? 'Redis' : 'memory'},{' '}
          {cache.state === 'ok' ? 'works' : 'cannot be reached'}
        </Fact>
        <Fact name="Snapshot">
          {formats.count(snapshot.orders)} orders
          {snapshot.ageSeconds !== null && `, ${formats.age(snapshot.ageSeconds * 1000)}`}
        </Fact>
        {snapshot.version !== null && <Fact name="Version">{snapshot.version}</Fact>}
      </Section>
    </>
  );
}

interface Calls {
  readonly callsThisMonth: number;
  readonly monthlyCalls: number;
}

/** A quota of 0 is none. */
function callsText({ callsThisMonth, monthlyCalls }: Calls, formats: Formats): string {
  if (monthlyCalls === 0) return formats.count(callsThisMonth);
  return `${formats.count(callsThisMonth)} of ${formats.count(monthlyCalls)}`;
}

function CallsMeter({ callsThisMonth, monthlyCalls }: Calls) {
  if (monthlyCalls === 0) return null;
  return (
    <meter
      className={styles['meter']}
      aria-label="Share of the monthly calls"
      min={0}
      max={monthlyCalls}
      high={monthlyCalls * 0.9}
      value={Math.min(callsThisMonth, monthlyCalls)}
    />
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h3>{title}</h3>
      <FactList layout="ends">{children}</FactList>
    </section>
  );
}
