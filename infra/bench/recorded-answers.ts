/** One question as the load sends it, and what the product answered, for controls that send the same bytes. */
export interface RecordedAnswer {
  readonly path: string;
  /** As on the wire, without those that belong to a connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly bodyBase64: string;
}

export interface PreparedAnswer {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a 304. */
  readonly unchangedHeaders: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a control answers from, by path with its query. */
export function prepared(answers: readonly RecordedAnswer[]): ReadonlyMap<string, PreparedAnswer> {
  return new Map(
    answers.map(({ path, headers, etag, bodyBase64 }) => {
      const ofBody = ['content-length', 'content-type', 'content-encoding'];
      const unchanged = Object.entries(headers).filter(([name]) => !ofBody.includes(name));
      const body = Buffer.from(bodyBase64, 'base64');
      return [path, { etag, headers, unchangedHeaders: Object.fromEntries(unchanged), body }];
    }),
  );
}
