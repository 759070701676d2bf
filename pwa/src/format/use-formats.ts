import { useObservable, useServices } from '../services.tsx';
import { createFormats, type Formats } from './formats.ts';

const made = new Map<string, Formats>();

/** The formats of this installation; before its settings are known, amounts have no currency and the zone is UTC. */
export function useFormats(): Formats {
  const config = useObservable(useServices().config);
  const currency = config?.currency ?? null;
  const timeZone = config?.reportingTimeZone ?? 'UTC';
  const key = `${currency}|${timeZone}`;
  const formats = made.get(key) ?? createFormats({ currency, timeZone, nowMs: Date.now });
  made.set(key, formats);
  return formats;
}
