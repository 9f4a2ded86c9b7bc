import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, type Json, type JsonObject } from "../../../src/json.ts";
import { packageRoot } from "../../../src/package.ts";
import type { Database } from "../database.ts";
import { chart } from "./charts.ts";

type Rows = readonly JsonObject[];

/** What report.sql says of a card. */
interface Card {
  readonly color: string;
  readonly title: string;
  readonly note: string;
  /** What stands there without rows; nothing: the card does without. */
  readonly empty: string;
}

/** Makes the page of what is in the database. It is complete in itself: nothing is loaded from the network. */
export async function renderPage(database: Database): Promise<string> {
  const file = (name: string) => readFile(join(packageRoot, "scripts/start/page", name), "utf8");
  const [views = "", ...queries] = (await file("report.sql")).split(/^-- (?=\w+ .*\|)/mu);
  await database.rows(views);
  const found: { readonly kind: string; readonly html: string }[] = [];
  for (const query of queries) {
    const [, head = "", sql = ""] = /^(.*)\n([\s\S]*)$/u.exec(query) ?? [];
    const [form = "", title = "", note = "", empty = ""] = head.split("|").map((part) => part.trim());
    const [kind = "", color = ""] = form.split(" ");
    const rows = await database.rows(sql);
    found.push({ kind, html: await drawn(kind, { color, title, note: filled(note, rows), empty }, rows) });
  }
  const of = (...kinds: readonly string[]) =>
    found
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ html }) => html)
      .join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><style>
${await file("page.css")}</style>${of("header")}
<div class="grid four">${of("tile")}</div>
<div class="grid two">${of("line", "bars", "table", "list")}</div>
</body></html>
`;
}

async function drawn(kind: string, card: Card, rows: Rows): Promise<string> {
  const { title, note, empty } = card;
  const [first] = rows;
  switch (kind) {
    case "header": {
      const name = html(first?.title ?? title);
      const chip = first?.is_simulated === true ? ' <span class="chip">Simulated account</span>' : "";
      return `<title>${name}</title></head><body><h1 dir="auto">${name}</h1><p>${html(first?.note)}${chip}</p>`;
    }
    case "tile":
      if (first === undefined) return "";
      return `<div class="card"><p>${title}</p><div class="number">${text(first.value)}</div><p>${note}</p></div>`;
    case "list":
      if (rows.length === 0) return "";
      return framed("wide", card, rows.map((row) => sentence(`<b>${html(row.title)}</b>: ${html(row.note)}`)).join(""));
    default: {
      const panels = [...new Set(rows.map((row) => asText(row._panel)))];
      const bodies = panels.map(async (panel) => {
        const own = rows.filter((row) => asText(row._panel) === panel);
        const body = kind === "table" ? ranking(own) : await figure(kind === "bars" ? kind : "line", card, own);
        return `<div>${panel === "" ? "" : `<h3>${html(panel)}</h3>`}${body}</div>`;
      });
      const body = rows.length === 0 ? sentence(empty) : (await Promise.all(bodies)).join("");
      return framed(kind === "table" || first?._panel !== undefined ? "wide" : "", card, body);
    }
  }
}

/** A chart, and its data for those who want it or cannot see it. */
async function figure(kind: "bars" | "line", { color, title }: Card, rows: Rows): Promise<string> {
  const [x = "", y = "", ...others] = columnsOf(rows);
  if (kind === "line" && rows.length === 1 && others.length === 0)
    return `<div class="number">${text(rows[0]?.[y])}</div>${sentence("The line starts with the next sync on another day.")}`;
  const cells = rows.map((row) => [x, y, ...others].map((column) => text(row[column])));
  return `${await chart(kind, color, rows, title)}<details><summary>Show the data</summary>${table([x, y, ...others], cells)}</details>`;
}

/** A table with a bar behind the first number, as long as the row's share of the largest. */
function ranking(rows: Rows): string {
  const [title = "", by = "", ...others] = columnsOf(rows);
  const largest = Math.max(...rows.map((row) => Number(row[by])));
  const cells = rows.map((row) => {
    const name = row._url === undefined ? html(row[title]) : `<a href="${html(row._url)}">${html(row[title])}</a>`;
    const bar = `<span class="bar" style="width: ${((100 * Number(row[by])) / largest).toFixed(1)}%"></span>`;
    // Each name has the direction of its own script.
    const named = `<bdi>${name}</bdi><p><bdi>${html(row._note)}</bdi></p>`;
    return [named, text(row[by]), bar, ...others.map((column) => text(row[column]))];
  });
  return table([title, by, "", ...others], cells);
}

function framed(place: string, { color, title, note }: Card, body: string): string {
  const shown = note === "" ? "" : `<p>${note}</p>`;
  return `<section class="card ${place} ${color}"><h2>${title}</h2>${shown}<div class="panels">${body}</div></section>`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${row("th", titles)}</thead><tbody>${rows.map((cells) => row("td", cells)).join("")}</tbody></table>`;
}

function sentence(content: string): string {
  return `<p class="empty">${content}</p>`;
}

/** A note whose names in braces are filled in from the first row; without rows, there is none. */
function filled(note: string, [first]: Rows): string {
  return first === undefined && note.includes("{")
    ? ""
    : note.replace(/\{(\w+)\}/gu, (_, name: string) => html(first?.[name]));
}

function columnsOf([first = {}]: Rows): readonly string[] {
  return Object.keys(first).filter((column) => !column.startsWith("_"));
}

/** A value for people: numbers with separators, and with cents where they are not whole. */
function text(value: Json | undefined): string {
  if (typeof value !== "number") return html(value ?? "–");
  const digits = Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function html(value: Json | undefined): string {
  return asText(value).replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
