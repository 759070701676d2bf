import type { ServerStatus } from '@orders/contract';

export type StatusFacts = Omit<ServerStatus, 'state' | 'sentences'>;

/** From here on the month's calls are a matter to speak of. */
const LOW_SHARE = 0.8;

/** What is wrong, in words, the most important first; what to do about it is in docs/operate.md. */
export function explainStatus(facts: StatusFacts, now: number): Pick<ServerStatus, 'state' | 'sentences'> {
  const { snapshot } = facts;
  const troubles = [...upstreamTroubles(facts, now), ...ownTroubles(facts)];
  const hasData = snapshot.orders > 0 || snapshot.version !== null;
  if (!hasData) troubles.unshift('The orders have not been read from Airtable yet.');
  if (snapshot.freshness === 'expired')
    troubles.unshift('The data is too old to be shown, and Airtable cannot be read.');
  const isDown = !hasData || snapshot.freshness === 'expired';
  if (troubles.length > 0) return { state: isDown ? 'down' : 'degraded', sentences: troubles };
  return { state: 'ok', sentences: [wellSentence(facts)] };
}

function upstreamTroubles({ airtable, budget, reads }: StatusFacts, now: number): string[] {
  const troubles: string[] = [];
  const { state, breakers, pausedUntil } = airtable;
  if (state === 'refused')
    troubles.push(
      'Airtable refuses: the token, the base, the table or a field is not what the settings say. This does not mend itself.',
    );
  const open = Object.keys(breakers).filter((name) => breakers[name] !== 'closed');
  if (state === 'unreachable' || open.includes('read') || open.includes('write'))
    troubles.push('Airtable does not answer, or answers with errors. It is asked again by itself.');
  if (pausedUntil !== null) {
    const seconds = Math.max(0, Math.ceil((Date.parse(pausedUntil) - now) / 1_000));
    troubles.push(`Airtable said that there were too many calls: all are held back for ${seconds} s more.`);
  }
  if (reads.waitUntil !== null) troubles.push('The last read failed, so the next one waits a while.');
  const { callsThisMonth: used, monthlyCalls: quota } = budget;
  if (quota > 0 && used >= quota)
    troubles.push('The calls of this month are used up: data is read only when somebody syncs.');
  else if (quota > 0 && used >= LOW_SHARE * quota)
    troubles.push('Most of the calls of this month are used: changes are looked for more rarely.');
  return troubles;
}

function ownTroubles({ redis, load }: StatusFacts): string[] {
  const troubles: string[] = [];
  if (!redis.isUp) troubles.push('Redis does not answer: each replica reads for itself.');
  if (load.level > 0) troubles.push('There is too much load: the least urgent requests are turned away.');
  return troubles;
}

function wellSentence({ reads, budget }: StatusFacts): string {
  if (budget.intervalSeconds === 0)
    return 'All is well. Nothing is read in the background: the settings say so.';
  if (!reads.isSomebodyThere) return 'All is well. Nobody was there lately, so nothing is read.';
  return `All is well. Changes are looked for every ${Math.round(budget.intervalSeconds)} s.`;
}
