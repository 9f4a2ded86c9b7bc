import type { JsonObject } from "../../src/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { callsTable } from "./calls.ts";
import { type Comparison, compare, type TypeChange } from "./compare.ts";
import { fieldTypesOf } from "./field-types.ts";
import { type OfficialStream, officialColumns, officialStreams } from "./official.ts";
import { codes, counted, cursorOf, syncModes } from "./words.ts";

/** More fields than this are counted, or named by the objects that they are in. */
const mostNames = 24;
const mostUncertain = 17;

/** The generated parts of the page on migrating: name of the part -> text. */
export function migrationParts(
  streams: readonly Stream[],
  schemas: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, string> {
  const pairs = officialStreams.map((official) => pairOf(official, streams, schemas));
  return new Map([
    ["calls", callsTable(streams)],
    ["columns", columnsPart(pairs)],
    ["streams", pairs.map(streamPart).join("\n\n")],
  ]);
}

interface Pair {
  readonly official: OfficialStream;
  readonly stream: Stream;
  readonly comparison: Comparison;
}

function pairOf(official: OfficialStream, streams: readonly Stream[], schemas: ReadonlyMap<string, JsonObject>): Pair {
  const stream = streams.find(({ name }) => name === official.name);
  const schema = schemas.get(official.name);
  if (stream === undefined || schema === undefined) throw new Error(`There is no stream ${official.name}.`);
  return { official, stream, comparison: compare(official, fieldTypesOf(schema)) };
}

function streamPart({ official, stream, comparison }: Pair): string {
  const { changed, added, gone, uncertain, unnamed } = comparison;
  return [
    `#### ${official.name}`,
    "",
    `- Primary key: ${keyLine(official.primaryKey, stream.primaryKey)}`,
    `- Sync modes: ${modesLine(official.cursor, cursorOf(stream))}`,
    ...changesLines(changed),
    ...(unnamed === undefined ? [] : ["- Its other columns: see [above](#columns-of-ads-rows)."]),
    `- New: ${newLine(added, unnamed)}`,
    `- Gone: ${gone.length === 0 ? "nothing" : codes(gone)}.`,
    ...(uncertain.length === 0 ? [] : [`- Still there, former type not known here: ${uncertainNames(uncertain)}.`]),
  ].join("\n");
}

function keyLine(before: readonly string[], now: readonly string[]): string {
  if (before.join() === now.join()) return `${codes(now)}, as before.`;
  return `${before.length === 0 ? "none" : codes(before)} → ${codes(now)}.`;
}

function modesLine(before: string | undefined, now: string | undefined): string {
  return before === now ? `${syncModes(now)}, as before.` : `${syncModes(before)} → ${syncModes(now)}.`;
}

function newLine(added: readonly string[], unnamed: Comparison["unnamed"]): string {
  const names = added.length > mostNames ? counted(added.length, "field") : codes(added);
  if (unnamed !== undefined) {
    return `at least ${counted(unnamed.newAtLeast, "column")}${added.length === 0 ? "" : `, among them ${names}`}.`;
  }
  if (added.length === 0) return "nothing.";
  return added.length > mostNames ? `${names}.` : `${counted(added.length, "field")}: ${names}.`;
}

/** Changes of the same kind are told together. */
function changesLines(changed: readonly TypeChange[]): readonly string[] {
  const kinds = new Map<string, string[]>();
  for (const change of changed) {
    const kind = `${change.from} → ${change.to} (${reasonOf(change)})`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), change.field]);
  }
  return [...kinds].map(([kind, names]) => `- Type: ${codes(names)}: ${kind}.`);
}

/** Why a type changes, where there is a rule. */
function reasonOf({ field, to }: TypeChange): string {
  if (to === "string" && /(?:^|[._])id$/iu.test(field))
    return "ids are text, since they have more digits than a number holds";
  if (to === "string" && field.endsWith("_STATUS")) return "a status is a word";
  if (field === "product_tags") return "only ever seen empty";
  return "as Pinterest's API document has it";
}

function uncertainNames(names: readonly string[]): string {
  if (names.length <= mostUncertain) return codes(names);
  const outer = new Set(names.map((name) => name.split(".").slice(0, 2).join(".")));
  return codes([...outer]);
}

/** What holds for the columns of all streams of ads rows. */
function columnsPart(pairs: readonly Pair[]): string {
  const unnamed = pairs.flatMap(({ comparison }) => comparison.unnamed ?? []);
  const types = new Map(unnamed.flatMap(({ otherType }) => otherType.map(({ field, to }) => [field, to] as const)));
  const named = (type: string) => codes([...types].flatMap(([field, to]) => (to === type ? [field] : [])).toSorted());
  const [some] = unnamed;
  if (some === undefined) throw new Error("No stream has rows of ads.");
  return [
    `Each stream of ads rows had ${officialColumns} columns besides the day. The names of ${some.count} of them are not known here; all of those were numbers. So a column of today that is not named under its stream below was a number if it was there at all, and is one now, except for these:`,
    "",
    `- text now: ${named("string")}`,
    `- true or false now: ${named("boolean")}`,
    "",
    "They hold ids, names, words and switches. If your table has one of them as a number, its type changes.",
  ].join("\n");
}
