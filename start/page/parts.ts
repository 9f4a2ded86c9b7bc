import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import { coverageOf } from "../coverage.ts";
import type { Database } from "../database.ts";

/** Lengths of periods in days. The last one is longer than any history. */
export const periods = [
  [28, "28 days"],
  [90, "90 days"],
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

/** A part of the page: what report.sql has above a query, and its rows. */
export interface Part {
  readonly kind: string;
  /** CSS classes. */
  readonly style: string;
  /** The length of its period in days; undefined: it has none. */
  readonly days: number | undefined;
  readonly title: string;
  readonly note: string;
  /** The text without rows; empty: without rows, there is no such part. */
  readonly empty: string;
  readonly rows: readonly JsonObject[];
  readonly gaps: readonly Gap[];
  /** The ad accounts that its numbers are without, if any. */
  readonly coverage: Gap | undefined;
}

/** Returns the text of a file of this folder. */
export const read = (name: string) => readFile(join(packageRoot, "start/page", name), "utf8");

/** Runs the queries of report.sql, those of periods once per period. */
export async function partsOf(database: Database): Promise<readonly Part[]> {
  await database.rows(await read("views.sql"));
  const tables = (await database.rows("SELECT table_name AS name FROM duckdb_tables()")).map(({ name }) => name);
  const isMissing = (name: string) => streams.some((stream) => stream.name === name) && !tables.includes(name);
  const skipped = await coverageOf(database);
  const parts: Part[] = [];
  for (const query of (await read("report.sql")).split(/^-- (?=[a-z]+ .*\|)/mu).slice(1)) {
    const [, comment = "", sql = ""] = /^(.*)\n([\s\S]*)$/u.exec(query) ?? [];
    const [form = "", title = "", note = "", empty = ""] = comment.split("|").map((text) => text.trim());
    const [kind = "", ...styles] = form.split(" ");
    // The table of a stream that the configuration doesn't enable is missing.
    const hasTables = ![...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/gu)].some(([, name = ""]) => isMissing(name));
    const gaps = hasTables ? await gapsOf(database, sql) : [];
    const coverage = styles.includes("money") ? skipped : undefined;
    for (const days of styles.includes("period") ? periods.map(([length]) => length) : [undefined]) {
      const rows = hasTables ? await database.rows(`SET VARIABLE days = ${days ?? "NULL"}; ${sql}`) : [];
      const style = [...styles, days === undefined ? [] : `p${days}`].flat().join(" ");
      parts.push({ kind, style, days, title, note, empty, rows, gaps, coverage });
    }
  }
  return parts;
}

/** Returns which streams of a query are not complete, or not as of this read, and why. */
async function gapsOf(database: Database, sql: string): Promise<readonly Gap[]> {
  const gaps = database
    .streamsOf(sql)
    .map((stream) => `FROM gap('${stream}')`)
    .join(" UNION ALL ");
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
