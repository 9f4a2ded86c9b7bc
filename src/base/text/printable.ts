/** All control characters but the newline (C0, DEL, C1), which terminals obey, and those that reorder the text after them. */
const controls = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Returns a text from outside for a terminal or a page, where nothing in it but newlines has an effect. Tabs become
 * spaces, other control characters U+FFFD.
 */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(controls, "\ufffd");
}
