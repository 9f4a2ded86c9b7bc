/** Warnings with the same cause. */
interface Cause {
  /** One line of at most `maxTitle` characters. */
  readonly title: string;
  /** The warnings, each with its end of line. */
  readonly lines: readonly string[];
}

const maxTitle = 100;
/** A warning: its stream, what was skipped, and why, with what to do. */
const skip = /^Warning: \w+: skipped (.+?): (.*)\n$/u;
/** Another warning: its stream, and the text before its details. */
const other = /^Warning: (?:\w+: )?([^:\n]*)/u;

/** Groups the lines of a log by cause, those with most lines first. */
export function causesOf(warnings: readonly string[]): readonly Cause[] {
  const byCause = new Map<string, { readonly things: Set<string>; readonly lines: string[] }>();
  for (const line of warnings) {
    const [, thing, reason] = skip.exec(line) ?? [];
    const cause = reason ?? other.exec(line)?.[1] ?? line;
    const found = byCause.get(cause) ?? { things: new Set(), lines: [] };
    // The ad account or business; what follows is a part of it.
    if (thing !== undefined) found.things.add(thing.split(",")[0] ?? thing);
    found.lines.push(line);
    byCause.set(cause, found);
  }
  const causes = [...byCause].map(([cause, { things, lines }]): Cause => {
    const text = things.size === 0 ? cause : `skipped ${[...things].join(", ")}: ${cause}`;
    return { title: text.length > maxTitle ? `${text.slice(0, maxTitle - 1)}…` : text, lines };
  });
  return causes.toSorted((one, another) => another.lines.length - one.lines.length);
}

/** Returns the part of a cause in the file of warnings. */
export function warningsText({ title, lines }: Cause): string {
  return `# ${lines.length} × ${title}\n${lines.toSorted().join("")}\n`;
}
