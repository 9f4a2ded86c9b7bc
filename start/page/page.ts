import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import type { Database } from "../database.ts";
import { cell, columnsOf, csvLink, escaped, table } from "./cells.ts";
import { chart } from "./charts.ts";
import { type Pictures, placeholders, scenes } from "./pictures.ts";

/** Lengths of periods in days. The last one is longer than any history. */
const periods = [
  [28, "28 days"],
  [90, "90 days"],
  [36_500, "All"],
] as const;

/** A part of the page: what report.sql has above a query, and its rows. */
interface Part {
  readonly kind: string;
  /** CSS classes. */
  readonly style: string;
  readonly title: string;
  readonly note: string;
  /** The text without rows; empty: without rows, there is no such part. */
  readonly empty: string;
  readonly rows: readonly JsonObject[];
  /** Why rows might be missing, as HTML; empty: no row is. */
  readonly gaps: string;
}

const read = (name: string) => readFile(join(packageRoot, "start/page", name), "utf8");

/**
 * Returns the page for a database. The page loads nothing from the network.
 * @param pictures the pictures of the Pins of a real account
 */
export async function renderPage(database: Database, pictures: Pictures = placeholders): Promise<string> {
  const [head, ...parts] = await ofOwnProfile(database, () => partsOf(database));
  const drawn = head?.rows[0]?.is_simulated === true ? scenes : pictures;
  const headlines = periods.map(([days]) => {
    const own = parts.filter(
      ({ kind, style, gaps }) => kind === "headline" && style.endsWith(`p${days}`) && gaps === "",
    );
    const items = own.flatMap(({ rows }) => rows.map(headline));
    return items.length === 0 ? "" : `<ul class="headlines p${days}">\n${items.join("")}</ul>\n`;
  });
  const rest = parts.filter(({ kind }) => kind !== "headline").map((part) => html(part, drawn));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${await read("page.css")}</style>
${headOf(head?.rows[0] ?? {})}<main>
${headlines.join("")}${(await Promise.all(rest)).join("")}</main></body></html>
`;
}

/** Runs queries that see only the account's own rows in tables of several profiles (the setting `all_profiles`). */
async function ofOwnProfile<Result>(database: Database, run: () => Promise<Result>): Promise<Result> {
  const views = await database.rows(`SELECT format('"{}"', table_name) AS name,
    format('FROM "{}".main."{}" WHERE profile_id = (SELECT id FROM _sync.account)', current_database(), table_name) AS own
    FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main' AND column_name = 'profile_id'
    AND EXISTS (FROM _sync.account WHERE id <> '')`);
  for (const { name, own } of views) await database.rows(`CREATE TEMP VIEW ${asText(name)} AS ${asText(own)}`);
  try {
    return await run();
  } finally {
    for (const { name } of views) await database.rows(`DROP VIEW temp.main.${asText(name)}`);
  }
}

/** Runs the queries of report.sql, those of periods once per period. */
async function partsOf(database: Database): Promise<readonly Part[]> {
  await database.rows(await read("views.sql"));
  const tables = (await database.rows("SELECT table_name AS name FROM duckdb_tables()")).map(({ name }) => name);
  const isMissing = (name: string) => streams.some((stream) => stream.name === name) && !tables.includes(name);
  const parts: Part[] = [];
  for (const query of (await read("report.sql")).split(/^-- (?=[a-z]+ .*\|)/mu).slice(1)) {
    const [, comment = "", sql = ""] = /^(.*)\n([\s\S]*)$/u.exec(query) ?? [];
    const [form = "", title = "", note = "", empty = ""] = comment.split("|").map((text) => text.trim());
    const [kind = "", ...styles] = form.split(" ");
    // The table of a stream that the configuration doesn't enable is missing.
    const hasTables = ![...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/gu)].some(([, name = ""]) => isMissing(name));
    const gaps = hasTables ? await gapsOf(database, sql) : "";
    for (const days of styles.includes("period") ? periods.map(([length]) => length) : [undefined]) {
      const rows = hasTables ? await database.rows(`SET VARIABLE days = ${days ?? "NULL"}; ${sql}`) : [];
      const style = [...styles, days === undefined ? [] : `p${days}`].flat().join(" ");
      parts.push({ kind, style, title, note, empty, rows, gaps });
    }
  }
  return parts;
}

/** Returns which streams of a query are not complete, or not as of this read, and why. */
async function gapsOf(database: Database, sql: string): Promise<string> {
  const gaps = database
    .streamsOf(sql)
    .map((stream) => `FROM gap('${stream}')`)
    .join(" UNION ALL ");
  const merged = `SELECT label, string_agg(stream, ', ' ORDER BY stream) AS streams, reason FROM (${gaps}) GROUP BY ALL ORDER BY ALL`;
  const rows = gaps === "" ? [] : await database.rows(merged);
  return rows
    .map(({ label, streams, reason }) => `<p class="gap"><b>${cell(label)}: ${cell(streams)}.</b> ${cell(reason)}</p>`)
    .join("");
}

function headOf({ title, note, is_simulated }: JsonObject): string {
  const chip = is_simulated === true ? ' <span class="chip">Simulated account</span>' : "";
  return `<title>${cell(title)}</title></head><body>\n<h1 dir="auto">${cell(title)}</h1><p>${cell(note)}${chip}</p>`;
}

async function html(part: Part, pictures: Pictures): Promise<string> {
  const { kind, style, title, rows, gaps, empty } = part;
  const [first = {}] = rows;
  switch (kind) {
    case "periods": {
      const choices = periods.map(([days, name], index) => {
        const checked = index === 0 ? " checked" : "";
        return `<label><input type="radio" name="period" value="${days}"${checked}>${name}</label>`;
      });
      return `<fieldset class="periods"><legend>Period</legend>${choices.join("")}</fieldset>\n`;
    }
    case "tile": {
      const value = rows.length === 0 ? (gaps === "" ? empty : "–") : cell(first.value);
      return `<section class="tile ${style}"><h2>${title}</h2><b>${value}</b><p>${cell(first._note ?? "")}</p>${gaps}</section>\n`;
    }
    case "problems": {
      const problems = rows.map((row) => `<p class="empty"><b>${cell(row.streams)}</b>: ${cell(row.problem)}</p>`);
      return problems.length === 0 ? "" : `<section class="wide"><h2>${title}</h2>${problems.join("")}</section>\n`;
    }
    default:
      return card(part, pictures);
  }
}

/** Returns a sentence: the columns of a row, with those that begin with "lead" in bold. */
function headline(row: JsonObject): string {
  const columns = columnsOf([row]);
  const join = (isLead: boolean) =>
    columns
      .filter((column) => column.startsWith("lead") === isLead)
      .map((column) => cell(row[column]))
      .join("");
  return `<li><b>${join(true)}</b>${join(false)}</li>\n`;
}

async function card({ kind, style, title, note, empty, rows, gaps }: Part, pictures: Pictures): Promise<string> {
  if (rows.length === 0 && gaps === "" && empty === "") return "";
  const panels = [...new Set(rows.map((row) => asText(row._currency)))].map(async (currency) => {
    const own = rows.filter((row) => asText(row._currency) === currency);
    const heading = currency && `<h3>${escaped(currency)}</h3>`;
    const name = [title, currency].filter(Boolean).join(", ");
    if (kind === "table") return `<div>${heading}${table(escaped(name), own)}</div>`;
    if (kind === "gallery") return `<div>${await gallery(own, pictures)}</div>`;
    const drawing = await chart(kind === "bars", style.split(" ")[0] ?? "", own, name);
    const data = table(escaped(name), currency === "" ? own : own.map((row) => withCurrency(row, currency)));
    return `<div>${heading}${drawing}<details><summary>Show the data</summary>${data}</details></div>`;
  });
  const body = (await Promise.all(panels)).join("") || (gaps === "" ? `<p class="empty">${empty}</p>` : "");
  const download = rows.length === 0 ? "" : csvLink(title, rows);
  const text = cell(rows[0]?._note ?? note);
  return `<section class="${style}"><header><h2>${title}</h2>${download}</header><p>${text}</p>
${gaps}<div class="panels">${body}</div></section>\n`;
}

/** Returns a row of a chart of amounts with its numbers as amounts. */
function withCurrency(row: JsonObject, currency: string): JsonObject {
  const entries = Object.entries(row);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "number" ? { amount: value, currency } : value]),
  );
}

/** Returns Pins with their pictures, the first column as the name and the others as numbers. */
async function gallery(rows: readonly JsonObject[], pictures: Pictures): Promise<string> {
  const [name = "", ...numbers] = columnsOf(rows);
  const items = rows.map(async (row) => {
    const values = numbers.map((column) => `<div><dt>${column}</dt><dd>${cell(row[column])}</dd></div>`);
    return `<li>${await pictures(row)}${cell(row[name])}<dl>${values.join("")}</dl></li>`;
  });
  return `<ol class="gallery">${(await Promise.all(items)).join("")}</ol>`;
}
