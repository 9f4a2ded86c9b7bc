import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder } from "../source.ts";
import { codes, row } from "./markdown.ts";

/** What a page says of a promise; `integration_tests/life/promises.ts` has what it allows. */
interface Promised {
  readonly part?: string;
  readonly title?: string;
  readonly says: string;
  readonly tests?: readonly string[];
}

const promises: readonly Promised[] = JSON.parse(readFileSync(join(sourceFolder, "promises.json"), "utf8"));
const ofPart = (name: string) => promises.filter(({ part }) => part === name);

/** Returns the table of the guarantees that tests check. */
export function guaranteesPart(): string {
  return [
    row(["Guarantee", "Details", "Tests"]),
    row([":---", ":---", ":---"]),
    ...ofPart("guarantees").map(({ title = "", says, tests = [] }) => row([`**${title}**`, says, codes(tests)])),
  ].join("\n");
}

/** Returns the list of a part. A sentence can begin with its title. */
export function promisesPart(part: string): string {
  return ofPart(part)
    .map(({ title = "", says }) => wrapped(`- **${title}**${says}`))
    .join("\n");
}

/** The maximum length of a line in characters. */
const maxLine = 160;

/** Breaks an item of a list into lines. */
function wrapped(item: string): string {
  const lines: string[] = [];
  for (const word of item.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || `${line} ${word}`.length > maxLine) lines.push(line === undefined ? word : `  ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join("\n");
}
