import { parseVersion } from '../../src/domain/version.ts';
import type { History, Recorded, RecordedEdit, RecordedRead } from './recording.ts';
import { checkRegister, type RegisterOperation } from './register-checker.ts';

export interface Violation {
  readonly rule:
    | 'not-linearizable'
    | 'lost'
    | 'twice'
    | 'refused-but-done'
    | 'two-winners'
    | 'version-went-back'
    | 'one-version-two-contents'
    | 'copy-differs'
    | 'table-differs';
  readonly text: string;
}

/**
 * Whether a history keeps what the contract promises.
 *
 * An order's status is a register. A PATCH writes it, under `If-Match` on condition; a 412 has seen it. A plain read
 * may be answered from an older state: the contract promises only that it shows what was answered before on the same
 * replica, what was answered with a version up to the one it passes as Orders-Min-Version, and nothing older than
 * what the same client has read in passing on its versions. Between replicas versions count within an epoch alone. A
 * replica that was started anew is another one.
 *
 * One thing is let pass, and counted by `forgottenEdits`: an edit during which a Redis lost everything, and with it
 * what was known of its key or its turn. Sent again it may be written again. Redis has to keep its data for this never
 * to happen.
 */
export function judgeHistory(history: History): Violation[] {
  return [
    ...registers(history),
    ...writesInAirtable(history),
    ...winners(history),
    ...versions(history.operations),
    ...contents(history.operations),
    ...endStates('copy-differs', history.copies, history.after),
    ...endStates('table-differs', history.tables, history.after),
  ];
}

/** Edits that were done twice, or won together with another, because the memory of them was lost on the way. */
export function forgottenEdits(history: History): RecordedEdit[] {
  const times = timesInAirtable(history);
  const together = new Set(sharedConditions(history.operations).flat());
  return history.operations.filter(
    (one): one is RecordedEdit =>
      one.kind === 'edit' &&
      isAmidLoss(one, history) &&
      ((one.attempts.length > 1 && (times.get(cellOf(one)) ?? 0) > 1) || together.has(one)),
  );
}

function isAmidLoss({ invokedAt, completedAt }: RecordedEdit, { losses }: History): boolean {
  return losses.some((at) => at > invokedAt && at < completedAt);
}

function registers(history: History): Violation[] {
  const { before, after, operations, writes } = history;
  const applied = new Set(writes.map(cellOf));
  const forgotten = new Set(forgottenEdits(history).map(({ recordId }) => recordId));
  return [...Map.groupBy(operations, ({ recordId }) => recordId)].flatMap(([recordId, ofRecord]) => {
    if (forgotten.has(recordId)) return [];
    const known = ofRecord.filter((operation) => isKnown(operation, applied));
    const steps = known.map((operation) => toStep(operation, known));
    const verdict = checkRegister(before.get(recordId) ?? '', [...steps, lastLook(recordId, after)]);
    if (verdict.isLinearizable) return [];
    const tell = (ids: readonly number[]) => ids.map((id) => describe(known, id)).join('; ');
    const text = `${recordId} from ${before.get(recordId)}: after ${tell(verdict.longest.slice(-6))} none of ${tell(verdict.stuck)}`;
    return [{ rule: 'not-linearizable', text }];
  });
}

/** What nobody can know the outcome of counts only if Airtable has done it; what was refused if it saw something. */
function isKnown(operation: Recorded, applied: ReadonlySet<string>): boolean {
  if (operation.kind === 'read' || operation.outcome === 'ok') return true;
  return operation.outcome === 'unknown' ? applied.has(cellOf(operation)) : operation.found !== null;
}

function cellOf({ recordId, value }: { recordId: string; value: string }): string {
  return `${recordId} ${value}`;
}

/** Once nothing is under way, Airtable has what came last. */
function lastLook(recordId: string, after: History['after']): RegisterOperation {
  const atEnd = Number.MAX_SAFE_INTEGER;
  const step = { kind: 'read', found: after.get(recordId) ?? '' } as const;
  return { id: 0, step, invokedAt: atEnd, completedAt: atEnd };
}

function toStep(operation: Recorded, all: readonly Recorded[]): RegisterOperation {
  const { id, invokedAt } = operation;
  if (operation.kind === 'read') {
    const step = { kind: 'read', found: operation.found } as const;
    return { id, step, invokedAt, completedAt: operation.completedAt, shows: shownBy(operation, all) };
  }
  const { condition, value, outcome, found } = operation;
  const completedAt = outcome === 'unknown' ? null : operation.completedAt;
  if (condition === null) return { id, step: { kind: 'write', value }, invokedAt, completedAt };
  const expected = condition.value;
  return outcome === 'refused'
    ? { id, step: { kind: 'refusal', expected, found: found ?? '' }, invokedAt, completedAt }
    : { id, step: { kind: 'swap', expected, value }, invokedAt, completedAt };
}

function shownBy(read: RecordedRead, all: readonly Recorded[]): number[] {
  return all
    .filter((other) => other.completedAt < read.invokedAt && mustShow(read, other))
    .map(({ id }) => id);
}

function mustShow(read: RecordedRead, other: Recorded): boolean {
  if (other.kind === 'edit' && other.outcome !== 'ok') return false;
  if (other.replica === read.replica) return other.kind === 'edit' || isUpTo(other.version, read.version);
  return isUpTo(other.version, read.minVersion) && isUpTo(read.minVersion, read.version);
}

/** Whether a version is another one or was before it, in the same epoch. */
function isUpTo(earlier: string, later: string): boolean {
  const [one, other] = [parseVersion(earlier), parseVersion(later)];
  return one !== null && other !== null && one.epoch === other.epoch && one.seq <= other.seq;
}

function describe(operations: readonly Recorded[], id: number): string {
  const operation = operations.find((one) => one.id === id);
  if (operation === undefined) return 'the last look';
  const { client, replica, version, invokedAt, completedAt } = operation;
  const when = `${client}@${replica || '?'} ${invokedAt}-${completedAt} ${version || 'no version'}`;
  if (operation.kind === 'read')
    return `read ${operation.found} (${when}, min ${operation.minVersion || '-'})`;
  const { condition, value, outcome, attempts, found } = operation;
  const on = condition === null ? '' : ` if ${condition.value}`;
  return `${value}${on} ${outcome}${found === null ? '' : ` found ${found}`} (${when}, ${attempts.join(',')})`;
}

function timesInAirtable({ writes }: History): Map<string, number> {
  const times = new Map<string, number>();
  for (const write of writes) times.set(cellOf(write), (times.get(cellOf(write)) ?? 0) + 1);
  return times;
}

function writesInAirtable(history: History): Violation[] {
  const times = timesInAirtable(history);
  const forgotten = new Set(forgottenEdits(history));
  return history.operations.flatMap((edit): Violation[] => {
    if (edit.kind !== 'edit' || forgotten.has(edit)) return [];
    const count = times.get(cellOf(edit)) ?? 0;
    const text = `${edit.recordId}: ${describe([edit], edit.id)}, ${count} times in Airtable`;
    if (count > 1) return [{ rule: 'twice', text }];
    if (count === 0 && edit.outcome === 'ok') return [{ rule: 'lost', text }];
    return count === 1 && edit.outcome === 'refused' ? [{ rule: 'refused-but-done', text }] : [];
  });
}

/** Edits that were done on one condition, where they are several. */
function sharedConditions(operations: readonly Recorded[]): RecordedEdit[][] {
  const done = operations.filter(
    (one): one is RecordedEdit => one.kind === 'edit' && one.outcome === 'ok' && one.condition !== null,
  );
  const byCondition = Map.groupBy(done, ({ recordId, condition }) => `${recordId} ${condition?.etag}`);
  return [...byCondition.values()].filter((edits) => edits.length > 1);
}

function winners(history: History): Violation[] {
  return sharedConditions(history.operations)
    .filter((edits) => !edits.some((edit) => isAmidLoss(edit, history)))
    .map((edits) => ({
      rule: 'two-winners',
      text: edits.map((edit) => `${edit.recordId}: ${describe(edits, edit.id)}`).join(' and '),
    }));
}

/** A client that passes the version it has seen is never answered from one before. */
function versions(operations: readonly Recorded[]): Violation[] {
  return operations.flatMap((read): Violation[] => {
    if (read.kind !== 'read') return [];
    const [wanted, got] = [parseVersion(read.minVersion), parseVersion(read.version)];
    if (wanted === null || got === null || wanted.epoch !== got.epoch || got.seq >= wanted.seq) return [];
    return [{ rule: 'version-went-back', text: describe([read], read.id) }];
  });
}

/** Whoever answers: a version is one state. */
function contents(operations: readonly Recorded[]): Violation[] {
  const reads = operations.filter((one): one is RecordedRead => one.kind === 'read');
  return [...Map.groupBy(reads, ({ recordId, version }) => `${recordId} at ${version}`)]
    .filter(([, same]) => new Set(same.map(({ found }) => found)).size > 1)
    .map(([name, same]) => ({
      rule: 'one-version-two-contents',
      text: `${name}: ${same.map((read) => `${read.found} on ${read.replica}`).join(', ')}`,
    }));
}

function endStates(
  rule: Violation['rule'],
  states: ReadonlyMap<string, ReadonlyMap<string, string>>,
  truth: ReadonlyMap<string, string>,
): Violation[] {
  return [...states].flatMap(([name, state]) => {
    const ids = new Set([...truth.keys(), ...state.keys()]);
    const different = [...ids].filter((id) => truth.get(id) !== state.get(id));
    const tell = (id: string) => `${id} ${state.get(id)} instead of ${truth.get(id)}`;
    return different.length === 0 ? [] : [{ rule, text: `${name}: ${different.map(tell).join(', ')}` }];
  });
}
