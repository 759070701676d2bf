export type ReplyBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'html'; readonly text: string }
  | { readonly kind: 'raw'; readonly contentType: string; readonly bytes: Buffer }
  | { readonly kind: 'empty' };

export interface Reply {
  readonly status: number;
  readonly body: ReplyBody;
  readonly headers?: Readonly<Record<string, string>>;
}

export const jsonReply = (value: unknown): Reply => ({ status: 200, body: { kind: 'json', value } });

/** Some calls answer 200 with no body at all, which a client that always parses JSON trips over. */
export const emptyReply = (): Reply => ({ status: 200, body: { kind: 'empty' } });

/** What a proxy in front of the service says: HTML, whatever the client asked for. */
export function htmlReply(status: number, title: string): Reply {
  const text = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, body: { kind: 'html', text } };
}
