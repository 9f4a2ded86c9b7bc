/**
 * Control characters other than the newline (C0, DEL, C1), which terminals obey, and those that reorder the text after
 * them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it finds
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Returns a text from outside for a terminal or a page, where nothing in it but newlines has an effect. Tabs become
 * spaces, other control characters U+FFFD.
 */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(controls, "\ufffd");
}
