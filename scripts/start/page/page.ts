import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, type Json, type JsonObject } from "../../../src/json.ts";
import { packageRoot } from "../../../src/package.ts";
import type { Database } from "../database.ts";
import { bars, colors, line, lines } from "./charts.ts";

type Rows = readonly JsonObject[];
type Value = Json | undefined;

/** A stream that is missing, or not complete. */
export interface NotRead {
  readonly stream: string;
  readonly reason: string;
}

/** Makes the page of what is in the database. It is complete in itself: nothing is loaded from the network. */
export async function renderPage(
  database: Database,
  isSimulated: boolean,
  notRead: readonly NotRead[],
): Promise<string> {
  const file = (name: string) => readFile(join(packageRoot, "scripts/start/page", name), "utf8");
  const results = new Map<string, Rows>();
  for (const [, name = "", sql = ""] of (await file("report.sql")).matchAll(/^-- (\w+)\n([\s\S]+?);$/gmu)) {
    results.set(name, await database.rows(sql));
  }
  const rows = (name: string) => results.get(name) ?? [];
  const [account = {}] = rows("account");
  const [facts = {}] = rows("tiles");
  const title = html(account.title ?? "Pinterest account");
  const read = `Read ${day(new Date().toISOString())}.`;
  const complete = facts.last_day ? `Complete through ${day(facts.last_day)} (UTC).` : "";
  const chip = isSimulated ? '<span class="chip">Simulated account</span>' : "";
  const pairs = [
    await followersOf(rows("followers")),
    await weeksOf(rows("weeks"), facts),
    ...(await monthsOf(rows("months"))),
  ];
  const wide = [
    topPinsOf(rows("top_pins")),
    await spendOf(rows("spend")),
    campaignsOf(rows("campaigns")),
    notReadOf(notRead),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>
${await file("page.css")}</style></head><body>
<h1 dir="auto">${title}</h1><p>@${html(account.username)}. ${complete} ${read} ${chip}</p>
<div class="grid four">${tilesOf(account, facts)}</div>
<div class="grid two">${pairs.join("")}</div>
<div class="grid">${wide.join("")}</div>
</body></html>
`;
}

function tilesOf(account: JsonObject, facts: JsonObject): string {
  const { saves, saves_before: before, likes_per_pin: perPin, follower_change: change } = facts;
  const moved = before ? (100 * (Number(saves) - Number(before))) / Number(before) : undefined;
  const trend =
    moved === undefined ? "" : `${moved < 0 ? "▼" : "▲"} ${number(Math.abs(moved), 1)}% vs. the 30 days before`;
  const tiles: readonly (readonly [string, Value, string])[] = [
    [
      "Followers",
      account.follower_count,
      change ? `${Number(change) > 0 ? "+" : ""}${number(change)} since the first sync` : "",
    ],
    ["Pins you own", facts.pins, `+${number(facts.pins_this_month)} this month`],
    ["Likes, all time", facts.likes, `${number(perPin, 1)} per Pin (reactions)`],
    ["Saves, last 30 days", saves, trend],
  ];
  return tiles
    .map(
      ([name, value, note]) =>
        `<div class="card"><p>${name}</p><div class="number">${number(value)}</div><p>${note}</p></div>`,
    )
    .join("");
}

async function followersOf(rows: Rows): Promise<string> {
  const note = "One point per sync, since Pinterest reports only the current count.";
  if (rows.length > 1)
    return card("Followers", note, await line(rows, "Followers at each sync", "moment", "followers"), rows);
  return card(
    "Followers",
    note,
    `<div class="number">${number(rows[0]?.followers)}</div>${empty("The line starts with your next sync.")}`,
  );
}

async function weeksOf(rows: Rows, { engagement_rate: rate }: JsonObject): Promise<string> {
  if (rows.length === 0) return card("Saves and clicks per week", "", empty("No complete week yet."));
  const series = { saves: "Saves", pin_clicks: "Pin clicks", outbound_clicks: "Outbound clicks" };
  const note = `Complete weeks only, Monday to Sunday. Engagement rate of the last 30 days: ${number(rate, 1)}% of impressions.`;
  const chart = await lines(rows, "Saves, Pin clicks, and outbound clicks per week", "week", series);
  return card("Saves and clicks per week", note, chart, rows);
}

async function monthsOf(rows: Rows): Promise<readonly string[]> {
  const titles = ["New Pins per month", "Likes per Pin, by month of creation"] as const;
  if (rows.length === 0) return titles.map((title) => card(title, "", empty("No Pins yet.")));
  const pins = await bars(rows, titles[0], "pins", ",d");
  const likes = await bars(rows, titles[1], "likes_per_pin", ".1f", colors.engagement);
  return [
    card(titles[0], "By creation date. Deleted Pins aren’t counted. The current month is lighter.", pins, rows, [
      "month",
      "pins",
    ]),
    card(titles[1], "Average reactions so far. Newer Pins have had less time to collect them.", likes, rows, [
      "month",
      "likes_per_pin",
    ]),
  ];
}

function topPinsOf(rows: Rows): string {
  if (rows.length === 0) return card("Top Pins by saves", "", empty("No Pin was saved in the last 90 days."));
  const note = `${day(rows[0]?.first_day)} to ${day(rows[0]?.last_day)}. Likes are all-time.`;
  const pin = ({ pin_id: id, title }: JsonObject) =>
    `<a href="https://www.pinterest.com/pin/${html(id)}/">${html(title || "Untitled Pin")}</a>`;
  return card(
    "Top Pins by saves",
    note,
    ranking(rows, ["Pin", "Saves", "Outbound clicks", "Likes"], "saves", (row) => [
      named(pin(row), row.board),
      number(row.saves),
      number(row.outbound_clicks),
      number(row.likes),
    ]),
  );
}

async function spendOf(rows: Rows): Promise<string> {
  if (rows.length === 0) return card("Ad spend per month", "", empty("No ad spend in what was read."));
  const panels = byCurrency(rows).map(async ([currency, own]) => {
    const chart = await bars(own, `Ad spend per month in ${currency}`, "spend", ",d", colors.money);
    return `<div><h3>${html(currency)}</h3>${chart}${shown(own, ["month", "spend"])}</div>`;
  });
  const note = "Each currency is separate; amounts are never added across currencies. The current month is lighter.";
  return card("Ad spend per month", note, `<div class="grid two">${(await Promise.all(panels)).join("")}</div>`);
}

function campaignsOf(rows: Rows): string {
  if (rows.length === 0)
    return card("Campaigns, last 90 days", "", empty("No campaign spent anything in the last 90 days."));
  const titles = ["Campaign", "Spend", "Pin clicks", "Cost per click"];
  const panels = byCurrency(rows).map(
    ([currency, own]) =>
      `<h3>${html(currency)}</h3>${ranking(own, titles, "spend", (row) => [
        named(html(row.name), capitalized(row.status)),
        money(row.spend, currency, 0),
        number(row.clicks),
        money(row.cost_per_click, currency, 2),
      ])}`,
  );
  const note = "Spend in the ad account’s currency. Cost per click is spend divided by paid Pin clicks.";
  return card("Campaigns, last 90 days", note, `<div class="money">${panels.join("")}</div>`);
}

function notReadOf(streams: readonly NotRead[]): string {
  const items = streams.map(({ stream, reason }) => empty(`<b>${html(stream)}</b>: ${html(reason)}`));
  return items.length === 0 ? "" : card("Not read", "These streams are missing or not complete.", items.join(""));
}

function byCurrency(rows: Rows): readonly (readonly [string, Rows])[] {
  const currencies = new Set(rows.map(({ currency }) => asText(currency)));
  return [...currencies].map((currency) => [currency, rows.filter((row) => row.currency === currency)]);
}

function card(title: string, note: string, body: string, data: Rows = [], columns?: readonly string[]): string {
  return `<section class="card"><h2>${title}</h2><p>${note}</p>${body}${data.length === 0 ? "" : shown(data, columns)}</section>`;
}

function empty(sentence: string): string {
  return `<p class="empty">${sentence}</p>`;
}

/** What a row is about: HTML, and a text below it. Each has the direction of its own script. */
function named(title: string, note: Value): string {
  return `<bdi>${title}</bdi><p><bdi>${html(note)}</bdi></p>`;
}

/** A table with a bar behind the first number, as long as the row's share of the largest. */
function ranking(
  rows: Rows,
  titles: readonly string[],
  by: string,
  cellsOf: (row: JsonObject) => readonly string[],
): string {
  const largest = Math.max(...rows.map((row) => Number(row[by])));
  return tableOf(
    "ranking",
    titles.toSpliced(2, 0, ""),
    rows.map((row) => {
      const width = ((100 * Number(row[by])) / largest).toFixed(1);
      return cellsOf(row).toSpliced(2, 0, `<span class="bar" style="width: ${width}%"></span>`);
    }),
  );
}

/** The data of a chart, for those who want it or cannot see the chart. */
function shown(rows: Rows, columns: readonly string[] = Object.keys(rows[0] ?? {})): string {
  const text = (value: Value) =>
    typeof value === "number" ? number(value, Number.isInteger(value) ? 0 : 2) : html(value);
  const cells = rows.map((row) => columns.map((column) => text(row[column])));
  return `<details><summary>Show the data</summary>${tableOf("", columns.map(capitalized), cells)}</details>`;
}

function tableOf(kind: string, titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const rowOf = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table class="${kind}"><thead>${rowOf("th", titles)}</thead><tbody>${rows.map((row) => rowOf("td", row)).join("")}</tbody></table>`;
}

function html(value: Value): string {
  return asText(value).replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

function number(value: Value, digits = 0): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return typeof value === "number" ? value.toLocaleString("en-US", format) : "–";
}

/** An amount in a currency: a code of ISO 4217, or what stands for an unknown one. */
function money(value: Value, currency: string, digits: number): string {
  const format = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return typeof value === "number" && /^[A-Z]{3}$/u.test(currency)
    ? value.toLocaleString("en-US", format)
    : number(value, digits);
}

function capitalized(text: Value): string {
  const words = asText(text).toLowerCase().replaceAll("_", " ");
  return html(words.charAt(0).toUpperCase() + words.slice(1));
}

function day(value: Value): string {
  return new Date(asText(value)).toLocaleDateString("en-US", { dateStyle: "medium", timeZone: "UTC" });
}
