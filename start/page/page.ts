import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, type Json, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import type { Database } from "../database.ts";
import { chart } from "./charts.ts";

/** Returns the page for a database. It loads nothing from the network. */
export async function renderPage(database: Database): Promise<string> {
  const file = (name: string) => readFile(join(packageRoot, "start/page", name), "utf8");
  const [views = "", ...queries] = (await file("report.sql")).split(/^-- (?=\w+ .*\|)/mu);
  await database.rows(views);
  let content = "";
  for (const query of queries) {
    const [, head = "", sql = ""] = /^(.*)\n([\s\S]*)$/u.exec(query) ?? [];
    content += await part(head, await database.rows(sql), await gapsOf(database, sql));
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${await file("page.css")}</style>
${content}</main></body></html>
`;
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
    .map((row) => `<p class="gap"><b>${asText(row.label)}: ${asText(row.streams)}.</b> ${asText(row.reason)}</p>`)
    .join("");
}

/**
 * Returns a tile or a card.
 * @param head the line above the query in report.sql: kind and style, title, note, and the text without rows
 * @param gaps why rows might be missing; empty: no row is
 */
async function part(head: string, rows: readonly JsonObject[], gaps: string): Promise<string> {
  const [form = "", title = "", note = "", empty = ""] = head.split("|").map((text) => text.trim());
  const [kind = "", color = "", width = ""] = form.split(" ");
  const [first] = rows;
  if (kind === "html") return rows.map(({ html }) => `${asText(html)}\n`).join("");
  if (kind === "tile") {
    const value = text(first?.value ?? (gaps === "" ? empty : "–"));
    return `<section class="tile"><p>${title}</p><b>${value}</b><p>${asText(first?._note)}</p>${gaps}</section>\n`;
  }
  const panels = [...new Set(rows.map((row) => asText(row._panel)))].map(async (panel) => {
    const own = rows.filter((row) => asText(row._panel) === panel);
    const data = table(own);
    const drawing = kind === "table" ? "" : await chart(kind === "bars", color, own, title);
    const content = drawing && `${drawing}<details><summary>Show the data</summary>${data}</details>`;
    return `<div>${panel && `<h3>${panel}</h3>`}${content || data}</div>`;
  });
  const body = (await Promise.all(panels)).join("") || (gaps === "" ? `<p class="empty">${empty}</p>` : "");
  return `<section class="${color} ${width}"><h2>${title}</h2><p>${asText(first?._note ?? note)}</p>
${gaps}<div class="panels">${body}</div></section>\n`;
}

/** Returns the columns of a query as a table, except those that begin with _. */
function table(rows: readonly JsonObject[]): string {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const cells = (tag: string, of: (column: string) => string) =>
    columns.map((column) => `<${tag}>${of(column)}</${tag}>`).join("");
  const lines = [cells("th", (column) => column), ...rows.map((row) => cells("td", (column) => text(row[column])))];
  return `<table>${lines.map((line) => `<tr>${line}</tr>`).join("")}</table>`;
}

/** Formats a value: numbers with separators, and with two decimals unless they are integers. */
function text(value: Json | undefined): string {
  if (typeof value !== "number") return asText(value ?? "–");
  const digits = Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
