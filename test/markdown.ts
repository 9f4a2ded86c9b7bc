/** The anchors of a page's headings, as the public hosts make them: a repeated heading gets a number. */
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

/** The headings of a page, with their number signs. Lines of code are none. */
export function headingsOf(page: string): readonly string[] {
  return page
    .replaceAll(/^ *```[\s\S]*?^ *```/gmu, "")
    .split("\n")
    .filter((line) => /^#+ /u.test(line));
}

/** The blocks of code in a language, without the indentation of a list that they are in. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const block = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gmu");
  return [...page.matchAll(block)].map(([, indent = "", text = ""]) =>
    text.replaceAll(new RegExp(`^${indent}`, "gmu"), ""),
  );
}
