import { recall, remember } from '../../ui/remembered.ts';
import { NEWS } from './news.ts';

const STEPS_KEY = 'orders.first-steps';
const NEWS_KEY = 'orders.news';
const DONE = 'done';

/** What there is to say at this start: to somebody new, to somebody whose app is another one now, or nothing. */
export type Welcome =
  | { readonly kind: 'first-steps'; readonly step: number }
  | { readonly kind: 'news' | 'none' };

/** Where nothing can be remembered nothing is said: it would be said at every start. */
export function readWelcome(): Welcome {
  if (recall(STEPS_KEY) === null) {
    rememberStep(0);
    rememberNews();
    if (recall(STEPS_KEY) === null) return { kind: 'none' };
  }
  const step = recall(STEPS_KEY);
  if (step !== DONE) return { kind: 'first-steps', step: Number(step) || 0 };
  return { kind: (Number(recall(NEWS_KEY)) || 0) < NEWS[0].id ? 'news' : 'none' };
}

/** @param step `null` = they are over */
export function rememberStep(step: number | null): void {
  remember(STEPS_KEY, step === null ? DONE : String(step));
}

export function rememberNews(): void {
  remember(NEWS_KEY, String(NEWS[0].id));
}
