/** Text of others must not move the cursor of a terminal, change its colours or turn its direction round. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
