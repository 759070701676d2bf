interface Entry extends Record<string, unknown> {
  readonly uid?: string;
  readonly grantId?: string;
}

/** Where one provider of a test keeps what it hands out, as oidc-provider asks of an adapter. */
export function createProviderStorage() {
  const stores = new Map<string, Map<string, Entry>>();
  return (model: string) => {
    const entries = stores.get(model) ?? new Map<string, Entry>();
    stores.set(model, entries);
    return {
      upsert: async (id: string, entry: Entry) => void entries.set(id, entry),
      find: async (id: string) => entries.get(id),
      findByUid: async (uid: string) => entries.values().find((entry) => entry.uid === uid),
      findByUserCode: async () => undefined,
      consume: async (id: string) => {
        entries.set(id, { ...entries.get(id), consumed: Math.floor(Date.now() / 1_000) });
      },
      destroy: async (id: string) => void entries.delete(id),
      revokeByGrantId: async (grantId: string) => {
        for (const [id, entry] of entries) if (entry.grantId === grantId) entries.delete(id);
      },
    };
  };
}
