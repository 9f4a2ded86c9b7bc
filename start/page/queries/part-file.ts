import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { packageRoot } from "../../../src/base/package.ts";

/** The folders of parts, in the order of the page. */
const sections = ["head", "summary", "todo", "trend", "money", "content", "more", "end"] as const;
export type Section = (typeof sections)[number];

/** What the header of a part can say; start/page/README.md has the meanings. */
const keys = ["kind", "title", "note", "empty", "period", "place", "width", "fold"] as const;
type Header = Readonly<Partial<Record<(typeof keys)[number], string>>>;

/** A part of the page: one file, whose first lines are data, and the rest a query. */
export interface PartFile {
  /** The name of the file, without its ending. */
  readonly name: string;
  readonly section: Section;
  readonly header: Header;
  readonly sql: string;
}

const folder = join(packageRoot, "start/page");

/** Returns the text of a file of this folder. */
export const read = (name: string) => readFile(join(folder, name), "utf8");

/** Reads the parts in the order of the page. @throws Error if a header can't be read */
export async function readParts(): Promise<readonly PartFile[]> {
  const all = await Promise.all(
    sections.map(async (section) => {
      const names = (await readdir(join(folder, "parts", section))).filter((name) => name.endsWith(".sql"));
      const parts = await Promise.all(
        names.toSorted().map(async (name) => {
          const text = await read(join("parts", section, name));
          return { name: basename(name, ".sql"), section, ...parsePart(text, `${section}/${name}`) };
        }),
      );
      const placeOf = ({ header }: PartFile) => Number(header.place ?? 0);
      return parts.toSorted((one, other) => placeOf(one) - placeOf(other));
    }),
  );
  return all.flat();
}

/**
 * Returns the header and the query of a part.
 * @param name the file, for errors
 */
export function parsePart(text: string, name: string): Pick<PartFile, "header" | "sql"> {
  const [lines = ""] = /^(?:-- .*\n)*/u.exec(text) ?? [];
  const entries = [...lines.matchAll(/^-- (.*)\n((?:-- {3}.*\n)*)/gmu)].map(([, first = "", further = ""]) => {
    const line = [first, ...further.split("\n").map((each) => each.replace(/^-- {3}/u, ""))].join(" ").trim();
    const [, key = "", value = ""] = /^(\w+): (.*)$/u.exec(line) ?? [];
    if (!keys.some((known) => known === key)) throw new Error(`The header of ${name} has an unknown line: ${line}`);
    return [key, value] as const;
  });
  return { header: Object.fromEntries(entries), sql: text.slice(lines.length) };
}
