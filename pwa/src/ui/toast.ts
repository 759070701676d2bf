export interface ToastMessage {
  /** A later message of the same id takes the place of the earlier one. */
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly tone?: 'plain' | 'problem';
  readonly action?: { readonly label: string; readonly run: () => void };
  /** `0` = until it is closed. */
  readonly timeoutMs?: number;
  readonly onClose?: () => void;
}

export interface Toasts {
  show(message: ToastMessage): void;
  close(id: string): void;
}

type Sink = Toasts | null;

/** Where parts of the app leave short messages; kept until the code that shows them is there. */
export interface ToastQueue extends Toasts {
  attach(sink: Toasts): () => void;
}

export function createToastQueue(): ToastQueue {
  const early = new Map<string, ToastMessage>();
  let sink: Sink = null;
  return {
    show(message) {
      if (sink === null) early.set(message.id, message);
      else sink.show(message);
    },
    close(id) {
      early.delete(id);
      sink?.close(id);
    },
    attach(attached) {
      sink = attached;
      for (const message of early.values()) attached.show(message);
      early.clear();
      return () => {
        sink = null;
      };
    },
  };
}
