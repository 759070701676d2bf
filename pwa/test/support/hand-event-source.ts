/** An EventSource whose events come from the test. Only those that are open are in `all`. */
export function createHandEventSources() {
  const all = new Set<EventTarget & { readyState: number }>();
  class HandEventSource extends EventTarget {
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSED = 2;
    readyState = 0;
    onopen: ((event: Event) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;

    constructor() {
      super();
      all.add(this);
    }

    close(): void {
      this.readyState = this.CLOSED;
      all.delete(this);
    }

    open(): void {
      this.readyState = this.OPEN;
      this.onopen?.(new Event('open'));
    }

    fail(readyState: number): void {
      this.readyState = readyState;
      this.onerror?.(new Event('error'));
    }

    emit(name: string, data: unknown): void {
      this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
    }
  }
  return {
    EventSource: HandEventSource as unknown as new (url: string) => EventSource,
    /** The streams that are open or being opened. */
    streams: () => [...all] as InstanceType<typeof HandEventSource>[],
  };
}
