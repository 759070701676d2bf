import * as z from 'zod';

/** Somebody who is signed in, as the store keeps it. */
export const sessionSchema = z.object({
  issuer: z.string(),
  identity: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    groups: z.array(z.string()).readonly(),
  }),
  /** The provider's own name for the login (`sid`), by which it ends it; not all have one. */
  loginId: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Whose sessions a provider ends: those of one login, or of a person. */
export interface EndedLogin {
  readonly issuer: string;
  readonly person: string | null;
  readonly loginId: string | null;
}
