import { asText, type JsonObject } from "../../src/base/json.ts";
import { cell, csvLink, escaped, shownColumns, table } from "./cells.ts";
import { chart } from "./drawings/charts.ts";
import { lookOf, type Pictures } from "./drawings/pictures.ts";
import type { Gap, Part } from "./queries/parts.ts";

/** @param profiles the names of the profiles that have the gaps, if the page has several */
export function gapsAsHtml(gaps: readonly Gap[], profiles?: string): string {
  const lead = profiles === undefined ? "" : `${cell(profiles)}. `;
  return gaps
    .map(({ label, streams, reason }) => {
      return `<p class="gap"><b>${lead}${cell(label)}: ${cell(streams.join(", "))}.</b> ${cell(reason)}</p>`;
    })
    .join("");
}

/** Returns a part as a card: a chart, a table, or Pins, with a panel per currency. */
export async function card(
  { kind, section, days, isWide, title, note, empty, rows, gaps }: Part,
  pictures: Pictures,
): Promise<string> {
  const [first] = rows;
  const unknown = asText(first?._empty);
  const shown = unknown === "" ? rows : [];
  if (shown.length === 0 && gaps.length === 0 && empty === "" && unknown === "") return "";
  const panels = [...new Set(shown.map((row) => asText(row._currency)))].map(async (currency) => {
    const own = shown.filter((row) => asText(row._currency) === currency);
    if (kind === "gallery") return `<div>${await gallery(own, pictures, isWide)}</div>`;
    const heading = currency && `<h4>${escaped(currency)}</h4>`;
    const data = table(escaped([title, currency].filter(Boolean).join(", ")), own);
    if (kind === "table" || isFew(own)) return `<div>${heading}${data}</div>`;
    return `<div>${chart(own, title)}<details><summary>Show the data</summary>${data}</details></div>`;
  });
  const nothing = gaps.length === 0 ? `<p class="empty">${escaped(unknown || empty)}</p>` : "";
  const body = (await Promise.all(panels)).join("") || nothing;
  const download = shown.length === 0 ? "" : csvLink(title, shown);
  const style = [
    isWide || kind === "gallery" ? "wide" : "",
    section === "money" ? "money" : "",
    days === undefined ? "" : `p${days}`,
  ];
  return `<section class="${style.filter(Boolean).join(" ")}"><header><h3>${title}</h3>${download}</header><p>${shown.length === 0 ? "" : noteOf(note, first)}</p>
${gapsAsHtml(gaps)}<div class="panels">${body}</div></section>\n`;
}

/** Whether all numbers of a chart are below ten: bars would make much of little. */
function isFew(rows: readonly JsonObject[]): boolean {
  return rows.every((row) => shownColumns(rows).every((column) => !(Number(row[column]) >= 10)));
}

/** Returns a note with what the row has for its places, such as {dates}; without a row, without the sentences that have one. */
function noteOf(note: string, row: JsonObject = {}): string {
  const sentences = note.match(/.*?\.(?: |$)/gu) ?? [];
  const known = sentences.filter((each) =>
    [...each.matchAll(/\{(\w+)\}/gu)].every(([, name = ""]) => asText(row[`_${name}`]) !== ""),
  );
  return escaped(known.join("").replaceAll(/\{(\w+)\}/gu, (_all, name: string) => asText(row[`_${name}`])));
}

/**
 * Returns Pins with their pictures, the first column as the name and the others as numbers; with _group in groups.
 * @param isWide whether groups have large pictures
 */
async function gallery(rows: readonly JsonObject[], pictures: Pictures, isWide: boolean): Promise<string> {
  const [name = "", ...numbers] = shownColumns(rows);
  const names = [...new Set(rows.map(({ _group }) => asText(_group)))];
  const groups = names.map(async (group) => {
    const items = rows
      .filter(({ _group }) => asText(_group) === group)
      .map(async (row) => {
        const values = numbers.map((column) => `<div><dt>${column}</dt><dd>${cell(row[column])}</dd></div>`);
        return `<li>${await pictures(lookOf(row))}<div>${cell(row[name])}<dl>${values.join("")}</dl></div></li>`;
      });
    const heading = group === "" ? "" : `<h4>${escaped(group)}</h4>`;
    return `<div>${heading}<ol class="gallery">${(await Promise.all(items)).join("")}</ol></div>`;
  });
  return `<div class="${isWide ? "apart" : "groups"}">${(await Promise.all(groups)).join("")}</div>`;
}
