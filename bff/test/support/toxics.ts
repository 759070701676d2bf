/** The trouble that one direction of a link can be in; several kinds add up. The names are those of Toxiproxy. */
export interface Toxics {
  /** Every byte arrives so much later, more or less by up to `jitterMs`; the order stays. */
  readonly latency?: { readonly ms: number; readonly jitterMs?: number };
  readonly bandwidth?: { readonly bytesPerSecond: number };
  /** The end of a connection is passed on so much later. */
  readonly slowClose?: { readonly ms: number };
  /** A black hole: nothing gets through, and the connection stays. With `ms` it is closed after so long. */
  readonly timeout?: { readonly ms?: number };
  /** The next byte is answered by a reset, after `ms` of silence where given. */
  readonly resetPeer?: { readonly ms?: number };
  /** Everything comes in small pieces. */
  readonly slicer?: { readonly bytes: number; readonly variation?: number; readonly delayMs?: number };
  /** The connection is closed after so many bytes. */
  readonly limitData?: { readonly bytes: number };
}

/** `toServer`: what clients send; `fromServer`: what they are answered. */
export type Direction = 'toServer' | 'fromServer';
