/** Phrases that introduce accepted values: values after them are not rejected. */
const acceptedPhrase =
  /\bone of\b|\bmust be\b|\bchoose\b|(?<!\bnot )\b(?:allowed|supported|possible|expected|(?:valid|available) (?:values|options|columns|types))\b/iu;

/** Returns the words in the message of a rejection that can be what was rejected. */
export function rejectedWords(message: string): ReadonlySet<string> {
  const [rejection = ""] = message.split(acceptedPhrase, 1);
  return new Set(rejection.match(/[A-Za-z0-9_+]+/gu));
}
