/** What the simulator counted since the last `reset`. */
export interface AirtableFigures {
  readonly calls: number;
  readonly callsByEndpoint: Readonly<Record<string, number>>;
  readonly refused429: number;
  readonly maxCallsInAnySecond: number;
  /** The last 500, each at its arrival. */
  readonly recentCalls: readonly { readonly at: string; readonly path: string }[];
  /** The last 500, each at the moment when it took effect. */
  readonly recentWrites: readonly { readonly at: string; readonly body: unknown }[];
}

/** The control API of the simulator, `/__control`. */
export interface AirtableControl {
  figures(): Promise<AirtableFigures>;
  /** Faults, quota and figures as at the start. */
  reset(): Promise<void>;
  /** Does what the simulator's README lists. */
  command(command: object): Promise<void>;
}

export function createAirtableControl(url: string): AirtableControl {
  const address = new URL('/__control', url);

  async function command(body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The simulator answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  }

  return {
    command,
    reset: () => command({ reset: true }),
    async figures() {
      const answer = await fetch(address);
      const { stats } = (await answer.json()) as { stats: AirtableFigures };
      return stats;
    },
  };
}
