import { asText, type JsonObject } from "../../../src/base/json.ts";
import { streams } from "../../../src/streams/all.ts";
import { coverageOf } from "../../coverage.ts";
import type { Database } from "../../database.ts";
import { definitionsIn, tablesOf } from "./lineage.ts";
import { type PartFile, read, readParts, type Section } from "./part-file.ts";

/** Lengths of periods in days: whole weeks, so that weekdays are equal. The last one is longer than any history. */
export const periods = [
  [28, "28 days"],
  [84, "12 weeks"],
  [36_500, "All"],
] as const;
export type Period = (typeof periods)[number];

/** Why rows might be missing. */
export interface Gap {
  readonly label: string;
  /** The names of streams. */
  readonly streams: readonly string[];
  readonly reason: string;
}

/** A part of the page with its rows. */
export interface Part {
  readonly section: Section;
  readonly kind: string;
  /** The length of its period in days; undefined: it has none to choose. */
  readonly days: number | undefined;
  readonly title: string;
  readonly note: string;
  /** The text without rows; empty: without rows, there is no such part. */
  readonly empty: string;
  readonly isWide: boolean;
  readonly isFolded: boolean;
  /** Whether the tables of its streams exist. */
  readonly isRead: boolean;
  readonly rows: readonly JsonObject[];
  readonly gaps: readonly Gap[];
}

/** Runs the queries of all parts, those of each period once per period. */
export async function partsOf(database: Database): Promise<readonly Part[]> {
  const shared = await Promise.all(["why", "period", "views", "ads"].map((name) => read(`shared/${name}.sql`)));
  for (const sql of shared) await database.rows(sql);
  const ofPeriod = (
    await Promise.all(["of-period", "ads-of-period", "actions", "ads-to-do"].map((name) => read(`shared/${name}.sql`)))
  ).join("");
  const definitions = definitionsIn([...shared, ofPeriod].join(""));
  const tables = (await database.rows("SELECT table_name AS name FROM duckdb_tables()")).map(({ name }) => name);
  const coverage = await coverageOf(database);
  const files = await readParts();
  const ofFiles: Part[][] = files.map(() => []);
  for (const [length] of periods) {
    await database.rows(`SET VARIABLE days = ${length}; ${ofPeriod}`);
    for (const [index, file] of files.entries())
      for (const [days] of daysOf(file).filter(([, own]) => own === length)) {
        const own = new Set(tablesOf(file.sql, definitions));
        const read = streams.filter(({ name }) => own.has(name)).map(({ name }) => name);
        // The table of a stream that the configuration doesn't enable is missing.
        const isRead = read.every((name) => tables.includes(name));
        ofFiles[index]?.push(...(await partsOfFile(database, file, days, isRead ? read : undefined)));
      }
  }
  const parts = ofFiles.flat();
  return coverage === undefined ? parts : [...parts, coveragePart(coverage)];
}

/** Returns the parts of a file. @param read the streams that it has rows of; undefined: tables of them are missing */
async function partsOfFile(
  database: Database,
  file: PartFile,
  days: number | undefined,
  read: readonly string[] | undefined,
): Promise<readonly Part[]> {
  const rows = read === undefined ? [] : await rowsOf(database, file);
  const shown = { ...shownOf(file), isRead: read !== undefined, days, gaps: await gapsOf(database, read ?? []) };
  return shown.title.split("; ").map((title) => {
    return { ...shown, title, rows: rows.filter(({ _title }) => shown.kind !== "tile" || (_title ?? title) === title) };
  });
}

/** Returns the part that names the ad accounts without access, once. */
function coveragePart(text: string): Part {
  const shown = { kind: "coverage", section: "money", title: "", note: "", empty: "", days: undefined } as const;
  return { ...shown, isWide: true, isFolded: false, isRead: true, rows: [{ text }], gaps: [] };
}

/** Runs the query of a part. @throws Error that names the part */
async function rowsOf(database: Database, { section, name, sql }: PartFile) {
  try {
    return await database.rows(sql);
  } catch (error) {
    throw new Error(`The query of the part ${section}/${name} failed: ${String(error)}`, { cause: error });
  }
}

/** Returns the periods of a part: what the user can choose, and the days of the query. */
function daysOf({ header: { period } }: PartFile): readonly (readonly [chosen: number | undefined, length: number])[] {
  if (period === "each") return periods.map(([days]) => [days, days]);
  return [[undefined, Number(period ?? 28)]];
}

function shownOf({ section, header }: PartFile): Omit<Part, "days" | "rows" | "gaps" | "isRead"> {
  const { kind = "table", title = "", note = "", empty = "", width, fold } = header;
  return { section, kind, title, note, empty, isWide: width === "full", isFolded: fold === "yes" };
}

/** Returns which streams are not complete, or not as of this read, and why. */
async function gapsOf(database: Database, names: readonly string[]): Promise<readonly Gap[]> {
  const gaps = names.map((stream) => `FROM gap('${stream}')`).join(" UNION ALL ");
  const rows = gaps === "" ? [] : await database.rows(gaps);
  return mergedGaps(
    rows.map(({ label, stream, reason }) => ({
      label: asText(label),
      streams: [asText(stream)],
      reason: asText(reason),
    })),
  );
}

/** Returns gaps with all streams of each label and reason. */
export function mergedGaps(gaps: readonly Gap[]): readonly Gap[] {
  const merged = new Map<string, Gap>();
  for (const gap of gaps) {
    const key = `${gap.label} ${gap.reason}`;
    const streams = new Set([...(merged.get(key)?.streams ?? []), ...gap.streams]);
    merged.set(key, { ...gap, streams: [...streams].toSorted() });
  }
  const orderOf = ({ label, streams, reason }: Gap) => [label, streams.join(", "), reason].join("\n");
  return [...merged.values()].toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}
