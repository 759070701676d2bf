import * as z from 'zod/mini';

export const roleSchema = z.enum(['viewer', 'editor']);
export type Role = z.infer<typeof roleSchema>;

export const authModeSchema = z.enum(['none', 'proxy', 'oidc']);
export type AuthMode = z.infer<typeof authModeSchema>;

/** Answer to `GET /api/session`: who is asking and what they may do. */
export const sessionSchema = z.object({
  user: z.nullable(z.object({ id: z.string(), name: z.string() })),
  role: roleSchema,
  authMode: authModeSchema,
});
export type Session = z.infer<typeof sessionSchema>;
