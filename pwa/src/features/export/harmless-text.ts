/** A cell that begins so is taken for a formula, also in the full width of East Asian keyboards. */
const FORMULA_START = '=+\\-@＝＋－＠';
const STARTS_AS_FORMULA = new RegExp(`^(?:[\\t\\r\\n]|\\s*[${FORMULA_START}])`);
/** Where a program with other separators, such as an Excel set to German, would begin a cell of its own. */
const CELL_WITHIN = new RegExp(`([;\\t\\r\\n]"*)(?=[${FORMULA_START}])`, 'g');

/**
 * Text that no spreadsheet program takes for a formula: an apostrophe goes before what begins like one (OWASP, "CSV
 * Injection"). Everything else stays as it is.
 */
export function harmlessText(text: string): string {
  const whole = STARTS_AS_FORMULA.test(text) ? `'${text}` : text;
  return whole.replaceAll(CELL_WITHIN, "$1'");
}
