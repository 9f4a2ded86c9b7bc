import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import type { Database } from "../database.ts";
import { handOver, type Step } from "../hand-over.ts";
import { asOwnProfile } from "../profiles.ts";
import { card, gapsAsHtml } from "./cards.ts";
import { cell, escaped } from "./cells.ts";
import { type Pictures, placeholders, scenes } from "./drawings/pictures.ts";
import { spark } from "./drawings/spark.ts";
import { read, type Section } from "./queries/part-file.ts";
import { type Part, type Period, partsOf, periods } from "./queries/parts.ts";
import { pinsBehind, ranges, summaryOf, verdicts } from "./summary.ts";
import { todo } from "./todo.ts";

const defaultSteps = handOver("pinterest.duckdb", (...option) => ["npm start --", ...option].join(" "));

/**
 * Returns the page of an account for its database. The page loads nothing from the network.
 * @param pictures the pictures of the Pins of a real account
 */
export async function renderPage(
  database: Database,
  pictures: Pictures = placeholders,
  steps?: readonly Step[],
): Promise<string> {
  return pageOf(await asOwnProfile(database, () => partsOf(database)), pictures, undefined, steps);
}

/**
 * Returns a page.
 * @param profile the name of its profile, if there are pages of others
 */
export async function pageOf(
  [head, ...all]: readonly Part[],
  pictures: Pictures,
  profile?: string,
  steps: readonly Step[] = defaultSteps,
): Promise<string> {
  const [own = {}] = head?.rows ?? [];
  const drawn = own.is_simulated === true ? scenes : pictures;
  const shown = shownPeriods(all);
  const parts = all.filter(({ days }) => days === undefined || shown.some(([length]) => length === days));
  const of = (section: Section) => parts.filter((part) => part.section === section);
  const drawnParts = await Promise.all([
    ...shown.map(([days]) => summaryOf(of("summary"), days, drawn)),
    todo(of("todo"), drawn),
    ...shown.map(([days]) => pinsBehind(of("summary"), days, drawn)),
    group("Trend", of("trend"), drawn, shown),
    group("Money", of("money"), drawn, shown),
    group("Content", of("content"), drawn, shown),
    fold("More reports", of("more"), drawn),
    group("", of("end"), drawn, shown),
  ]);
  const sections = [choiceOfPeriod(shown, ranges(of("summary"))), ...drawnParts, stepsAsHtml(steps)];
  const others = profile === undefined ? "" : ` <a class="chip" href="../report.html">All profiles</a>`;
  return documentOf(
    await read("page.css"),
    { ...own, ...(profile === undefined ? {} : { title: profile }) },
    sections.join(""),
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

/** Returns the parts of a section, those that are folded at its end. */
async function group(
  title: string,
  parts: readonly Part[],
  pictures: Pictures,
  shown: readonly Period[],
): Promise<string> {
  const sentences = shown.map(([days]) => verdicts(parts, days)).join("");
  const coverage = parts.flatMap(({ kind, rows }) => (kind === "coverage" ? rows : []));
  const remarks = coverage.map(({ text }) => `<p class="coverage">${cell(text)}</p>\n`).join("");
  const open = await Promise.all(parts.filter(({ isFolded }) => !isFolded).map((part) => html(part, pictures)));
  const folded = await fold(
    `More about ${title.toLowerCase()}`,
    parts.filter(({ isFolded }) => isFolded),
    pictures,
  );
  const content = `${remarks}${sentences}${open.join("")}${folded}`;
  const heading = title === "" || content === "" ? "" : `<h2 class="group">${title}</h2>\n`;
  return `${heading}${content}`;
}

async function fold(title: string, parts: readonly Part[], pictures: Pictures): Promise<string> {
  const content = (await Promise.all(parts.map((part) => html(part, pictures)))).join("");
  return content === ""
    ? ""
    : `<details class="fold"><summary>${title}</summary><div class="grid">\n${content}</div></details>\n`;
}

async function html(part: Part, pictures: Pictures): Promise<string> {
  const { kind, days, title, rows, gaps } = part;
  const period = days === undefined ? "" : ` p${days}`;
  switch (kind) {
    case "verdict":
    case "coverage":
      return "";
    case "tile":
      return `<section class="tile${period}"><h3>${title}</h3>${tile(part)}${gapsAsHtml(gaps)}</section>\n`;
    case "problems": {
      const problems = rows.map((row) => `<p class="empty"><b>${cell(row.streams)}</b>: ${cell(row.problem)}</p>`);
      return problems.length === 0 ? "" : `<section class="wide"><h3>${title}</h3>${problems.join("")}</section>\n`;
    }
    case "notes": {
      const notes = rows.map(({ text }) => `<li>${cell(text)}</li>`);
      return `<section class="wide notes"><h3>${title}</h3><ul>${notes.join("")}</ul></section>\n`;
    }
    default:
      return card(part, pictures);
  }
}

function tile({ rows, gaps, empty }: Part): string {
  const [first = {}] = rows;
  const missing = gaps.length === 0 ? empty : "–";
  const value = rows.length === 0 ? missing : cell(first.value);
  const bad = first._is_bad === true ? ' class="bad"' : "";
  return `<b>${value}</b><p${bad}>${escaped(asText(first._note))}</p>${spark(first._line, first._before)}`;
}

/**
 * Returns the choice of the period, on which page.css shows the parts of this period only.
 * @param end HTML for its end
 */
export function choiceOfPeriod(shown: readonly Period[] = periods, end = ""): string {
  const choices = shown.map(([days, name], index) => {
    const checked = index === 0 ? " checked" : "";
    return `<label><input type="radio" name="period" value="${days}"${checked}>${name}</label>`;
  });
  return `<fieldset class="periods"><legend>Period</legend>${choices.join("")}${end}</fieldset>\n`;
}

/** Returns the periods to choose from: without the last one if its totals are those of the one before. */
function shownPeriods(parts: readonly Part[]): readonly Period[] {
  const valuesOf = (period: Period | undefined) =>
    JSON.stringify(
      parts
        .filter(({ kind, title, days }) => days === period?.[0] && (kind === "tile" || title === "Ads"))
        .map(({ rows }) => rows.map(({ value, Spend }) => value ?? (isObject(Spend) ? Spend.amount : null))),
    );
  return valuesOf(periods.at(-1)) === valuesOf(periods.at(-2)) ? periods.slice(0, -1) : periods;
}

function stepsAsHtml(steps: readonly Step[]): string {
  const items = steps.map(
    ([name, what, use]) => `<li><b>${name}</b> <code>${escaped(what)}</code> ${escaped(use)}</li>`,
  );
  return `<details class="fold steps"><summary>For analysts</summary><ul>${items.join("")}</ul></details>\n`;
}
