/**
 * A random UUID. `randomUUID` is there on secure origins only, and the app is also opened over plain http in a company's
 * own network; random numbers are there everywhere.
 */
export function newId(source: Pick<Crypto, 'getRandomValues'> & Partial<Crypto> = crypto): string {
  return source.randomUUID?.() ?? fromRandomBytes(source.getRandomValues(new Uint8Array(16)));
}

/** RFC 9562, version 4. */
function fromRandomBytes(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte, index) => {
    if (index === 6) return 0x40 | (byte & 0x0f);
    return index === 8 ? 0x80 | (byte & 0x3f) : byte;
  });
  const text = hex.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}
