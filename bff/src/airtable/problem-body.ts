import * as z from 'zod';
import { AirtableProblem } from './airtable-failures.ts';
import type { AnswerBody } from './answer-body.ts';

const detailSchema = z.object({ type: z.string().optional(), message: z.string().optional() });

/** The shapes in which Airtable tells of an error: an object, a plain word, or (429 on the wire) a list. */
const problemSchema = z.union([
  z.object({ error: detailSchema }).transform(({ error }) => error),
  z.object({ error: z.string() }).transform(({ error }) => ({ type: error, message: undefined })),
  z
    .object({
      errors: z.tuple([z.object({ error: z.string(), message: z.string().optional() })], z.unknown()),
    })
    .transform(({ errors: [first] }) => ({ type: first.error, message: first.message })),
]);

const MAX_MESSAGE_LENGTH = 300;

/** What an error answer says. `secret` is taken out in case somebody on the way echoes the request. */
export function parseProblem(status: number, body: AnswerBody, secret: string): AirtableProblem {
  const parsed = body.kind === 'object' ? problemSchema.safeParse(body.value) : null;
  const { type = null, message = '' } = parsed?.data ?? {};
  const hide = (text: string) => (secret === '' ? text : text.replaceAll(secret, '…'));
  const text = hide(message).slice(0, MAX_MESSAGE_LENGTH);
  return new AirtableProblem(
    status,
    type === null ? null : hide(type).slice(0, 100),
    text || `Status ${status}`,
  );
}
