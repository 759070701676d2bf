/** Airtable's largest honest answers are some hundred kB; a longer one is a mistake or an attack. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export type AnswerBody =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'empty' }
  | { readonly kind: 'nonsense'; readonly what: string };

/** Reads a body as far as the limit and parses it. Rejects only when the connection breaks or the signal fires. */
export async function readAnswerBody(response: Response, maxBytes = MAX_ANSWER_BYTES): Promise<AnswerBody> {
  const text = await readText(response, maxBytes);
  if (text === null) return { kind: 'nonsense', what: `more than ${maxBytes} bytes` };
  if (text.trim() === '') return { kind: 'empty' };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value)
      ? { kind: 'object', value }
      : { kind: 'nonsense', what: 'JSON that is not an object' };
  } catch {
    return { kind: 'nonsense', what: 'something that is not JSON' };
  }
}

/** The body as text, or `null` when it is longer than the limit; what is over it is not read. */
async function readText(response: Response, maxBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
