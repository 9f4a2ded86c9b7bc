import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, type Json, type JsonObject } from "../../../src/json.ts";
import { packageRoot } from "../../../src/package.ts";
import type { Database } from "../database.ts";
import { chart } from "./charts.ts";

type Rows = readonly JsonObject[];

/** Returns the page for a database. It loads nothing from the network. */
export async function renderPage(database: Database): Promise<string> {
  const file = (name: string) => readFile(join(packageRoot, "scripts/start/page", name), "utf8");
  const [views = "", ...queries] = (await file("report.sql")).split(/^-- (?=\w+ .*\|)/mu);
  await database.rows(views);
  const parts: string[] = [];
  for (const query of queries) {
    const [, head = "", sql = ""] = /^(.*)\n([\s\S]*)$/u.exec(query) ?? [];
    parts.push(await part(head, await database.rows(sql)));
  }
  const [header = "", ...cards] = parts;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${await file("page.css")}</style>${header}
<main>${cards.join("\n")}</main></body></html>
`;
}

/** @param head the line above the query in report.sql: kind and color, title, note, and the text without rows */
async function part(head: string, rows: Rows): Promise<string> {
  const [form = "", title = "", template = "", empty = ""] = head.split("|").map((text) => text.trim());
  const [kind = "", color = ""] = form.split(" ");
  const [first] = rows;
  // The first row replaces names in braces. Without rows, such a note is omitted.
  const isVoid = first === undefined && template.includes("{");
  const note = isVoid ? "" : template.replace(/\{(\w+)\}/gu, (_, name: string) => html(first?.[name]));
  const framed = (isWide: boolean, body: string) =>
    `<section class="${isWide ? "wide " : ""}${color}"><h2>${title}</h2>${note && `<p>${note}</p>`}<div class="panels">${body}</div></section>`;
  if (first === undefined && (kind === "tile" || kind === "list")) return "";
  switch (kind) {
    case "header": {
      const name = html(first?.title ?? title);
      const chip = first?.is_simulated === true ? ' <span class="chip">Simulated account</span>' : "";
      return `<title>${name}</title></head><body><h1 dir="auto">${name}</h1><p>${html(first?.note)}${chip}</p>`;
    }
    case "tile":
      return `<section class="tile"><p>${title}</p><b>${text(first?.value)}</b><p>${note}</p></section>`;
    case "list":
      return framed(true, rows.map((row) => sentence(`<b>${html(row.title)}</b>: ${html(row.note)}`)).join(""));
    default: {
      const panels = [...new Set(rows.map((row) => asText(row._panel)))].map(async (panel) => {
        const own = rows.filter((row) => asText(row._panel) === panel);
        return `<div>${panel && `<h3>${html(panel)}</h3>`}${kind === "table" ? ranking(own) : await figure(kind === "bars", color, own, title)}</div>`;
      });
      const body = (await Promise.all(panels)).join("") || sentence(empty);
      return framed(kind === "table" || first?._panel !== undefined, body);
    }
  }
}

/** Returns a chart with its data as a table. */
async function figure(isBars: boolean, color: string, rows: Rows, about: string): Promise<string> {
  const columns = columnsOf(rows);
  const cells = rows.map((row) => columns.map((column) => text(row[column])));
  return `${await chart(isBars, color, rows, about)}<details><summary>Show the data</summary>${table(columns, cells)}</details>`;
}

/** Returns a table with a bar next to the first number, relative to the largest one. */
function ranking(rows: Rows): string {
  const [title = "", by = "", ...others] = columnsOf(rows);
  const largest = Math.max(...rows.map((row) => Number(row[by])));
  const cells = rows.map((row) => {
    const name = row._url === undefined ? html(row[title]) : `<a href="${html(row._url)}">${html(row[title])}</a>`;
    const bar = `<span class="bar" style="width: ${((100 * Number(row[by])) / largest).toFixed(1)}%"></span>`;
    // Names can have different text directions.
    const named = `<bdi>${name}</bdi><p><bdi>${html(row._note)}</bdi></p>`;
    return [named, text(row[by]), bar, ...others.map((column) => text(row[column]))];
  });
  return table([title, by, "", ...others], cells);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${row("th", titles)}</thead><tbody>${rows.map((cells) => row("td", cells)).join("")}</tbody></table>`;
}

const sentence = (content: string) => `<p class="empty">${content}</p>`;

const columnsOf = ([first = {}]: Rows) => Object.keys(first).filter((column) => !column.startsWith("_"));

/** Formats a value: numbers with separators, and with two decimals unless they are integers. */
function text(value: Json | undefined): string {
  if (typeof value !== "number") return html(value ?? "–");
  const digits = Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function html(value: Json | undefined): string {
  return asText(value).replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
