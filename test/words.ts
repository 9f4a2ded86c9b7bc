/** Returns the words of a text: a list without the punctuation of one. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/u);
}
