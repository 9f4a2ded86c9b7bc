/** Returns a word of a command line, quoted for a shell if necessary. */
export function shellQuoted(word: string): string {
  return /^[\w./:=,@+-]+$/u.test(word) ? word : `"${word.replaceAll(/["$`]/gu, "\\$&")}"`;
}
