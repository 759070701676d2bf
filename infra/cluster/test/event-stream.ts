/** Server-sent events as they are on the wire. */
export interface EventStream {
  /** What has come so far. */
  readonly text: string;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
}

export async function listenTo(url: string): Promise<EventStream> {
  const answer = await fetch(url, { headers: { accept: 'text/event-stream' } });
  const body = answer.body ?? new ReadableStream();
  let text = '';
  const read = async () => {
    for await (const part of body.pipeThrough(new TextDecoderStream())) text += part;
  };
  return {
    get text() {
      return text;
    },
    ended: read(),
  };
}
