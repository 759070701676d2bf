import type { ServerStatus } from '@orders/contract';
import type { Observable } from './observable.ts';

/** Something that happened between this window and the server, or to an edit. */
export interface JournalEvent {
  readonly id: number;
  /** Epoch ms, this device's clock: the last time. */
  readonly at: number;
  readonly text: string;
  /** How often it happened in a row of its kind. */
  readonly times: number;
}

/** Whether the browser has promised not to delete what this site stores. `unknown` = it was not asked or did not say. */
export type StoragePromise = 'unknown' | 'granted' | 'refused';

/** One database as it lies on the device. Names of people are left out. */
export interface DatabaseReport {
  readonly id: number;
  readonly kind: 'edits' | 'copy of the orders';
  readonly owner: 'this account' | 'nobody signed in' | 'another account';
  /** Rows by store; `null` = it cannot be read. */
  readonly rows: Readonly<Record<string, number>> | null;
}

/** What the device says of itself, asked for anew each time. */
export interface DeviceReport {
  readonly buildId: string;
  readonly worker: string;
  readonly databases: readonly DatabaseReport[];
  /** Bytes; `null` = the browser does not say. */
  readonly usage: number | null;
  readonly quota: number | null;
}

/** For whoever has to find out what is wrong on one device. */
export interface Diagnostics {
  readonly journal: Observable<readonly JournalEvent[]>;
  readonly storagePromise: Observable<StoragePromise>;
  readDevice(): Promise<DeviceReport>;
  /** What the server says of itself. @throws Error with a text for the person, without the right to it for one */
  readServer(): Promise<ServerStatus>;
}
