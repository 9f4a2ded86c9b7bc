import type { JsonObject } from "../../src/base/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { callsTable } from "./calls.ts";
import { type Comparison, compare, type TypeChange } from "./compare.ts";
import { fieldTypesOf } from "./field-types.ts";
import { type OfficialStream, officialStreams } from "./official.ts";
import { codes, counted, cursorOf, syncModes } from "./words.ts";

/** Returns the generated parts of the migration page by name. */
export function migrationParts(
  streams: readonly Stream[],
  schemas: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, string> {
  const pairs = officialStreams.map((official) => pairOf(official, streams, schemas));
  const columns = newColumns(pairs);
  return new Map([
    ["calls", callsTable(streams)],
    ["columns", columnsPart(columns)],
    ["streams", pairs.map((pair) => streamPart(pair, isOfAds(pair) ? columns : [])).join("\n\n")],
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

/** @param common new columns that another part lists */
function streamPart({ official, stream, comparison }: Pair, common: readonly string[]): string {
  const { changed, added, removed } = comparison;
  return [
    `#### ${official.name}`,
    "",
    `- Primary key: ${keyLine(official.primaryKey, stream.primaryKey)}`,
    `- Sync modes: ${modesLine(official.cursor, cursorOf(stream))}`,
    ...changesLines(changed),
    `- New: ${newLine(added, common)}`,
    `- Removed: ${removed.length === 0 ? "nothing" : codes(removed)}.`,
  ].join("\n");
}

function keyLine(before: readonly string[], now: readonly string[]): string {
  if (before.join() === now.join()) return `${codes(now)}, unchanged.`;
  return `${before.length === 0 ? "none" : codes(before)} → ${codes(now)}.`;
}

function modesLine(before: string | undefined, now: string | undefined): string {
  return before === now ? `${syncModes(now)}, unchanged.` : `${syncModes(before)} → ${syncModes(now)}.`;
}

function newLine(added: readonly string[], common: readonly string[]): string {
  const own = added.filter((name) => !common.includes(name));
  const named = own.length === 0 ? "" : `${counted(own.length, "field")}: ${codes(own)}`;
  if (common.length === 0) return named === "" ? "nothing." : `${named}.`;
  return `the [columns of all ads rows](#columns-of-ads-rows)${named === "" ? "" : `, and ${named}`}.`;
}

/** Merges changes of the same kind. */
function changesLines(changed: readonly TypeChange[]): readonly string[] {
  const kinds = new Map<string, string[]>();
  for (const change of changed) {
    const kind = `${change.from} → ${change.to} (${reasonOf(change)})`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), change.field]);
  }
  return [...kinds].map(([kind, names]) => `- Type: ${codes(names)}: ${kind}.`);
}

/** Returns the reason for a changed type, if there is a rule. */
function reasonOf({ field, to }: TypeChange): string {
  if (to === "string" && /(?:^|[._])id$/iu.test(field))
    return "IDs are strings, since they have more digits than a double holds";
  if (to === "string" && field.endsWith("_STATUS")) return "statuses are strings";
  if (field === "product_tags") return "only empty values have been observed";
  return "as in Pinterest's API document";
}

/** Returns the columns of each ads analytics stream. */
function newColumns(pairs: readonly Pair[]): readonly string[] {
  const [first = [], ...others] = pairs.filter(isOfAds).map(({ comparison }) => comparison.added);
  return first.filter((name) => others.every((added) => added.includes(name)));
}

function isOfAds({ official }: Pair): boolean {
  return official.cursor === "DATE";
}

function columnsPart(columns: readonly string[]): string {
  return [
    "In the official connector, all streams of ads rows have the same 112 columns besides the date. This connector keeps all of them, most with the same type. *Stream by stream* lists the changed types.",
    "",
    `All of these streams have ${columns.length} new columns: ${codes(columns)}.`,
  ].join("\n");
}
