import { asText, type JsonObject } from "../../src/base/json.ts";
import type { Database } from "../database.ts";
import { asOwnProfile } from "../profiles.ts";
import { cell, columnsOf, csvLink, escaped, table } from "./cells.ts";
import { chart } from "./charts.ts";
import { type Gap, type Part, type Period, partsOf, periods, read } from "./parts.ts";
import { type Pictures, placeholders, scenes } from "./pictures.ts";

/**
 * Returns the page of an account for its database. The page loads nothing from the network.
 * @param pictures the pictures of the Pins of a real account
 */
export async function renderPage(database: Database, pictures: Pictures = placeholders): Promise<string> {
  return pageOf(await asOwnProfile(database, () => partsOf(database)), pictures);
}

/**
 * Returns a page.
 * @param profile the name of its profile, if there are pages of others
 */
export async function pageOf([head, ...parts]: readonly Part[], pictures: Pictures, profile?: string): Promise<string> {
  const [own = {}] = head?.rows ?? [];
  const drawn = own.is_simulated === true ? scenes : pictures;
  const shown = shownPeriods(parts);
  const headlines = shown.map(([days]) => {
    const sentences = parts.filter((part) => part.kind === "headline" && part.days === days && part.gaps.length === 0);
    const items = sentences.flatMap(({ rows }) => rows.map(headline));
    return items.length === 0 ? "" : `<ul class="headlines p${days}">\n${items.join("")}</ul>\n`;
  });
  const isShown = ({ days }: Part) => days === undefined || shown.some(([length]) => length === days);
  const rest = parts
    .filter((part) => part.kind !== "headline" && isShown(part))
    .map(async (part) => (part.kind === "periods" ? choiceOfPeriod(shown) : html(part, drawn)));
  const others = profile === undefined ? "" : ` <a class="chip" href="../report.html">All profiles</a>`;
  const sections = `${headlines.join("")}${(await Promise.all(rest)).join("")}`;
  return documentOf(
    await read("page.css"),
    { ...own, ...(profile === undefined ? {} : { title: profile }) },
    sections,
    others,
  );
}

/** What the page can load: nothing but the styles and pictures that it contains. It has no scripts. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * Returns a document.
 * @param sections the content as HTML
 * @param end HTML for the end of its head
 */
export function documentOf(css: string, head: JsonObject, sections: string, end = ""): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${css}</style>
${headOf(head, end)}<main>
${sections}</main></body></html>
`;
}

function headOf({ title, note, is_simulated }: JsonObject, end: string): string {
  const chip = is_simulated === true ? ' <span class="chip">Simulated account</span>' : "";
  return `<title>${cell(title)}</title></head><body>\n<h1 dir="auto">${cell(title)}</h1><p>${cell(note)}${chip}${end}</p>`;
}

async function html(part: Part, pictures: Pictures): Promise<string> {
  const { kind, style, title, rows, gaps, empty } = part;
  const [first = {}] = rows;
  switch (kind) {
    case "tile": {
      const value = rows.length === 0 ? (gaps.length === 0 ? empty : "–") : cell(first.value);
      return `<section class="tile ${style}"><h2>${title}</h2><b>${value}</b><p>${cell(first._note ?? "")}</p>${gapsAsHtml(gaps)}</section>\n`;
    }
    case "problems": {
      const problems = rows.map((row) => `<p class="empty"><b>${cell(row.streams)}</b>: ${cell(row.problem)}</p>`);
      return problems.length === 0 ? "" : `<section class="wide"><h2>${title}</h2>${problems.join("")}</section>\n`;
    }
    default:
      return card(part, pictures);
  }
}

/** Returns the choice of the period, on which page.css shows the parts of this period only. */
export function choiceOfPeriod(shown: readonly Period[] = periods): string {
  const choices = shown.map(([days, name], index) => {
    const checked = index === 0 ? " checked" : "";
    return `<label><input type="radio" name="period" value="${days}"${checked}>${name}</label>`;
  });
  return `<fieldset class="periods"><legend>Period</legend>${choices.join("")}</fieldset>\n`;
}

/** Returns the periods to choose from: without the last one if it shows nothing else than the one before. New Pins are all Pins there. */
function shownPeriods(parts: readonly Part[]): readonly Period[] {
  const rowsOf = (period: Period | undefined) =>
    JSON.stringify(
      parts
        .filter(({ kind, title, days }) => kind !== "headline" && title !== "New Pins" && days === period?.[0])
        .map(({ rows }) => rows),
    );
  return rowsOf(periods.at(-1)) === rowsOf(periods.at(-2)) ? periods.slice(0, -1) : periods;
}

/** @param profiles the names of the profiles that have the gaps, if the page has several */
export function gapsAsHtml(gaps: readonly Gap[], profiles?: string, style = "gap"): string {
  const lead = profiles === undefined ? "" : `${cell(profiles)}. `;
  return gaps
    .map(({ label, streams, reason }) => {
      return `<p class="${style}"><b>${lead}${cell(label)}: ${cell(streams.join(", "))}.</b> ${cell(reason)}</p>`;
    })
    .join("");
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

async function card(
  { kind, style, title, note, empty, rows, gaps, coverage }: Part,
  pictures: Pictures,
): Promise<string> {
  if (rows.length === 0 && gaps.length === 0 && empty === "") return "";
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
  const body = (await Promise.all(panels)).join("") || (gaps.length === 0 ? `<p class="empty">${empty}</p>` : "");
  const download = rows.length === 0 ? "" : csvLink(title, rows);
  const text = cell(rows[0]?._note ?? note);
  // Numbers that are missing altogether have a gap that says why.
  const isPartial = coverage !== undefined && (rows.length > 0 || gaps.length === 0);
  const withoutAccounts = isPartial ? gapsAsHtml([coverage], undefined, "coverage") : "";
  return `<section class="${style}"><header><h2>${title}</h2>${download}</header><p>${text}</p>
${gapsAsHtml(gaps)}${withoutAccounts}<div class="panels">${body}</div></section>\n`;
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
