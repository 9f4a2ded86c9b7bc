/** Returns the anchors of a page's headings as public Git hosts make them: repeated headings get a number. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  return new Set(
    headingsOf(page).map((heading) => {
      const anchor = heading
        .replace(/^#+ /u, "")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
        .replaceAll(" ", "-");
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

/** Returns the headings of a page with their number signs, outside of code. */
export function headingsOf(page: string): readonly string[] {
  return page
    .replaceAll(/^ *```[\s\S]*?^ *```/gmu, "")
    .split("\n")
    .filter((line) => /^#+ /u.test(line));
}

/** Returns the code blocks in a language, without the indentation of lists. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const block = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gmu");
  return [...page.matchAll(block)].map(([, indent = "", text = ""]) =>
    text.replaceAll(new RegExp(`^${indent}`, "gmu"), ""),
  );
}
