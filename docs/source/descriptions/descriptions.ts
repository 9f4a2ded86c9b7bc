import { readdirSync } from "node:fs";
import { join } from "node:path";
import { streams } from "../../../src/streams/all.ts";
import { readTexts, sourceFolder } from "../source.ts";
import { sentencesFor } from "./metrics.ts";

/*
 * The descriptions of all fields, from `docs/source/fields`. An entry applies to a name at any position; a longer path, or streams before a colon,
 * make an exception: "id", "media.width", "campaigns|ad_groups:status", "Pin:title" (all streams whose rows are Pins).
 * A star stands for any one name. Lists don't appear in paths: the fields of their items follow directly. Of the
 * matching entries, the longest path counts; among equals, one with streams, then a name before a star.
 */

interface Entry {
  readonly key: string;
  /** Streams, or the entity of their rows; undefined for every stream. */
  readonly of: readonly string[] | undefined;
  /** The end of a field's path, in reverse order. */
  readonly path: readonly string[];
  readonly sentence: string;
}

const rows = readTexts("rows.json");
const phrases = readTexts("phrases.json");
const entries = readdirSync(join(sourceFolder, "fields")).flatMap((name) => entriesIn(`fields/${name}`));
/** By phrase, the parts of a primary key with which a row is about one entity only, so that the phrase says nothing. */
const single: Readonly<Record<string, readonly string[]>> = {
  campaigns: ["CAMPAIGN_ID", "AD_GROUP_ID", "PRODUCT_GROUP_ID", "AD_ID", "PIN_PROMOTION_ID"],
  ad_groups: ["AD_GROUP_ID", "PRODUCT_GROUP_ID", "AD_ID", "PIN_PROMOTION_ID"],
  ads: ["AD_ID", "PIN_PROMOTION_ID"],
};
/**
 * The marks on fields with data of people, in the notation of the descriptions; a dot before a name makes it that of a column. The
 * sentence is the kind of data.
 */
const personal = entriesIn("personal-data.json");

/** The description of a field and its entry; the entry is undefined for a composed metric. */
export interface Meaning {
  readonly sentence: string;
  readonly entry: string | undefined;
}

/** Looks up a field; returns undefined if it isn't described. @param path the path in a record */
export function lookUp(stream: string, path: readonly string[]): Meaning | undefined {
  const ending = path.toReversed();
  const row = rowOf(stream);
  const [name = ""] = ending;
  const [best] = entries.filter((entry) => fits(entry, stream, row, ending)).toSorted((a, b) => weight(b) - weight(a));
  if (best !== undefined) return { sentence: complete(best.sentence, stream, row), entry: best.key };
  const [composed] = path.length === 1 ? sentencesFor(name) : [];
  return composed === undefined ? undefined : { sentence: complete(composed, stream, row), entry: undefined };
}

/** Returns the kind of personal data in a field, such as "usernames", and its mark; undefined if it has none. */
export function personalDataIn(stream: string, path: readonly string[]): Meaning | undefined {
  const row = rowOf(stream);
  const ending = [...path.toReversed(), ""];
  const [best] = personal.filter((entry) => fits(entry, stream, row, ending));
  return best && { sentence: best.sentence, entry: best.key };
}

/** Returns the keys of all marks on personal data. */
export const personalDataKeys: readonly string[] = personal.map(({ key }) => key);

/** Returns a noun for one row of a stream: that of rows.json, or of the stream's description ("one row per board"). */
export function rowOf(stream: string): string {
  const { description = "" } = streams.find(({ name }) => name === stream) ?? {};
  const row = rows[stream] ?? /one row per ([^.,]+)/u.exec(description)?.[1];
  if (row === undefined) throw new Error(`Neither ${stream} nor docs/source/rows.json says what a row of it is.`);
  return row;
}

/** Returns the keys of all entries. */
export const entryKeys: readonly string[] = entries.map(({ key }) => key);

function fits({ of, path }: Entry, stream: string, row: string, ending: readonly string[]): boolean {
  return (
    (of === undefined || of.includes(stream) || of.includes(row)) &&
    path.length <= ending.length &&
    path.every((name, place) => name === "*" || name === ending[place])
  );
}

function weight({ of, path }: Entry): number {
  const stars = path.filter((name) => name === "*").length;
  return 4 * path.length - 2 * stars + (of === undefined ? 0 : 1);
}

function complete(sentence: string, stream: string, row: string): string {
  const primaryKey: readonly string[] = streams.find(({ name }) => name === stream)?.primaryKey ?? [];
  const completed = sentence.replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
    const phrase = name === "row" ? row : phrases[name];
    if (phrase === undefined) throw new Error(`docs/source/phrases.json has no "${name}".`);
    return single[name]?.some((part) => primaryKey.includes(part)) === true ? "" : phrase;
  });
  return completed.replaceAll(/ {2,}/gu, " ").trim();
}

/** Reads a file of entries. Keys with the same sentence can share one, separated by commas. */
function entriesIn(file: string): readonly Entry[] {
  return Object.entries(readTexts(file)).flatMap(([keys, sentence]) =>
    keys.split(", ").map((key) => {
      const [path = "", streamNames] = key.split(":").toReversed();
      return { key, of: streamNames?.split("|"), path: path.split(".").toReversed(), sentence };
    }),
  );
}
