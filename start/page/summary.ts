import { asText, type JsonObject } from "../../src/base/json.ts";
import { card } from "./cards.ts";
import { cell, shownColumns } from "./cells.ts";
import type { Pictures } from "./drawings/pictures.ts";
import type { Part } from "./queries/parts.ts";

/** Whether a sentence can be said: it is of complete tables only. */
const isSaid = ({ gaps }: Part) => gaps.length === 0;

/** What is said of all reasons. */
const caution = "These parts moved. That doesn’t tell the cause, which can be a season or a holiday.";

/** Returns a sentence: the columns of a row, with those that begin with "lead" in bold. */
function sentence(row: JsonObject): string {
  const join = (isLead: boolean) =>
    shownColumns([row])
      .filter((column) => column.startsWith("lead") === isLead)
      .map((column) => cell(row[column]))
      .join("");
  return `<b>${join(true)}</b>${join(false)}`;
}

/** Returns the days of each period. */
export function ranges(parts: readonly Part[]): string {
  const named = parts.flatMap(({ days, rows }) =>
    rows.flatMap(({ _range: range }) => (range ? [{ days, range }] : [])),
  );
  return named.map(({ days, range }) => `<p class="range p${days}">${cell(range)}</p>\n`).join("");
}

/** Returns the verdict of a period and why, beside its chart; nothing if nothing can be said. */
export async function summaryOf(parts: readonly Part[], days: number, pictures: Pictures): Promise<string> {
  const own = parts.filter((part) => part.days === days && isSaid(part));
  const rowsOf = (kind: string) => own.flatMap((part) => (part.kind === kind ? part.rows : []));
  const [verdict] = rowsOf("verdict");
  if (verdict === undefined) return "";
  const how = rowsOf("why")
    .flatMap(({ _how: text }) => (text ? [asText(text)] : []))
    .join("");
  const why = rowsOf("why").map((row) => `<li>${sentence(row)}</li>`);
  const reasons =
    why.length === 0
      ? ""
      : `<div class="reasons"><h3>Why</h3><ul class="why">${why.join("")}</ul>${verdict._is_moved === true ? `<p>${caution}</p>` : ""}</div>`;
  const charts = await Promise.all(own.filter(({ kind }) => kind === "bars").map((part) => card(part, pictures)));
  const losing = rowsOf("figures").flatMap(({ _losing: currency }) => (currency ? [asText(currency)] : []));
  const moved = rowsOf("figures").flatMap(({ _news: news }) => (news ? [asText(news)] : []));
  const money = [...moved, ...(losing.length > 0 ? [`${losing.join(" and ")} ads lose money`] : [])];
  const figures = rowsOf("figures").map((row) => `<span>${sentence(row)}</span>`);
  return `<div class="summary p${days}"><div class="verdict"><h2>${[`${asText(verdict.lead)}${how}`, ...money].map(cell).join("; ")}</h2><p>${cell(verdict.text)}</p><p class="figures">${figures.join("\n")}</p></div>
${charts.join("")}${reasons}</div>\n`;
}

/** Returns the Pins behind the verdict of a period. */
export async function pinsBehind(parts: readonly Part[], days: number, pictures: Pictures): Promise<string> {
  const own = parts.filter((part) => part.kind === "gallery" && part.days === days && isSaid(part));
  return (await Promise.all(own.map((part) => card(part, pictures)))).join("");
}

/** Returns the verdicts of a section for a period as sentences, a list per currency. */
export function verdicts(parts: readonly Part[], days: number): string {
  const own = parts.filter((part) => part.kind === "verdict" && part.days === days && isSaid(part));
  const rows = own.flatMap((part) => part.rows);
  const currencies = [...new Set(rows.map(({ _currency: currency }) => asText(currency)))].toSorted();
  const lists = currencies.map((currency) => {
    const items = rows.filter((row) => asText(row._currency) === currency).map((row) => `<li>${sentence(row)}</li>`);
    return `<ul class="why wide p${days}">${items.join("")}</ul>\n`;
  });
  return lists.join("");
}
