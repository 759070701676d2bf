declare const formulaBrand: unique symbol;

/** An Airtable formula made by this file. There is no other way to get one, so no text of a client can be part of it. */
export type Formula = string & { readonly [formulaBrand]: true };

/**
 * A text literal. Double quotes, because a single one takes three characters in a URL.
 * @throws RangeError on control characters, which Airtable has no escape for
 */
export function textLiteral(text: string): Formula {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new RangeError('A formula cannot hold control characters.');
  return formula(`"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
}

/** The records with one of these ids. @throws RangeError for what is no record id */
export function recordIdIsOneOf(recordIds: readonly string[]): Formula {
  const terms = recordIds.map((id) => {
    if (!/^rec[A-Za-z0-9]{14}$/.test(id)) throw new RangeError('Not a record id.');
    return formula(`RECORD_ID()=${textLiteral(id)}`);
  });
  return anyOf(terms);
}

/**
 * The records made or changed after an instant, strictly. A row that nobody touched since it came in may have no
 * last-modified time. IS_AFTER, since `>` on dates matches every row.
 */
export function changedAfter(instant: Date): Formula {
  const literal = textLiteral(instant.toISOString());
  return anyOf([
    formula(`IS_AFTER(LAST_MODIFIED_TIME(),${literal})`),
    formula(`IS_AFTER(CREATED_TIME(),${literal})`),
  ]);
}

function anyOf(terms: readonly Formula[]): Formula {
  return formula(`OR(${terms.join(',')})`);
}

function formula(text: string): Formula {
  return text as Formula;
}
