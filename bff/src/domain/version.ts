/**
 * A state of the data. `seq` grows by one with every commit; `epoch` changes when acknowledged history was lost, so
 * that nobody compares numbers of two histories.
 */
export interface Version {
  readonly epoch: string;
  readonly seq: number;
}

export function formatVersion({ epoch, seq }: Version): string {
  return `${epoch}.${seq}`;
}

const VERSION = /^([A-Za-z0-9_-]{1,40})\.(\d{1,15})$/;

/** The version a text names, or `null` when it has not the form `<epoch>.<seq>`. */
export function parseVersion(text: string): Version | null {
  const match = VERSION.exec(text);
  return match === null ? null : { epoch: match[1] ?? '', seq: Number(match[2]) };
}
