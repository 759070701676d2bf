/** How a cell begins that is taken for a formula, also in the full width of East Asian keyboards. */
const STARTS_AS_FORMULA = /^(?:[\t\r\n\0]|\s*[=+\-@＝＋－＠])/;
/** Where a program with other separators, such as an Excel set to German, would begin a cell of its own. */
const CELL_WITHIN = /([;\t\r\n]"*)(?=[=+\-@＝＋－＠])/g;

/**
 * Text that no spreadsheet program takes for a formula: an apostrophe goes before what begins like one (OWASP, "CSV
 * Injection"). Everything else stays as it is.
 */
export function harmlessText(text: string): string {
  const whole = STARTS_AS_FORMULA.test(text) ? `'${text}` : text;
  return whole.replaceAll(CELL_WITHIN, "$1'");
}
