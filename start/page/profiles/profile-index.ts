import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { countOf } from "../../../src/base/text/count-of.ts";
import type { Database } from "../../database.ts";
import type { StoredProfile } from "../../profiles.ts";
import { gapsAsHtml } from "../cards.ts";
import { csvLink, escaped, table } from "../cells.ts";
import { choiceOfPeriod, documentOf } from "../page.ts";
import { read } from "../queries/part-file.ts";
import { type Gap, mergedGaps, type Part, periods } from "../queries/parts.ts";

/** The page of a profile. */
export interface ProfilePage {
  readonly profile: StoredProfile;
  /** Relative to the index. */
  readonly path: string;
  readonly parts: readonly Part[];
}

/** The figures of the index, each with the title of the tile that has it on the page of a profile. */
const figures = [
  ["Followers", "Followers"],
  ["Pins", "Pins you own"],
  ["Impressions", "Impressions"],
  ["Outbound clicks", "Outbound clicks"],
  ["Engagement rate", "Engagement rate"],
  ["Likes", "Likes, all time"],
] as const;
const spend = "Ad spend";
const title = "Profiles";
const note =
  "Impressions, outbound clicks, engagement rate, and ad spend are of the period, with the change against the one before. Amounts of different currencies are never added.";
const list = new Intl.ListFormat("en-US");

/**
 * Returns the page with the figures of all profiles side by side.
 * @param gone profiles without a page
 */
export async function indexOf(
  database: Database,
  pages: readonly ProfilePage[],
  gone: readonly StoredProfile[],
): Promise<string> {
  const [head = {}] = await database.rows(`SELECT strftime(max(read_at), 'Read %b %-d, %Y.') AS note,
    arg_max(is_simulated, read_at) AS is_simulated FROM _sync.reads`);
  const names = `<bdi>${escaped(list.format(gone.map(({ name }) => name)))}</bdi>`;
  const others =
    gone.length === 0
      ? ""
      : `<section class="wide"><h3>Not shown</h3><p class="empty">${names}: owned none of the ad accounts of the last read. The database can still have rows of earlier reads.</p></section>\n`;
  const cards = periods.map(([days]) => cardOf(pages, days)).join("");
  const css = `${await read("page.css")}${await read("profiles/index.css")}`;
  return documentOf(css, { title: countOf(pages.length, "profile"), ...head }, `${choiceOfPeriod()}${cards}${others}`);
}

/** Returns the figures of a period. */
function cardOf(pages: readonly ProfilePage[], days: number): string {
  const rows = pages.map(({ profile: { name, username }, path, parts }) => {
    const own = parts.filter((part) => part.days === undefined || part.days === days);
    const tiles = figures.map(([, tile]) => own.find((part) => part.kind === "tile" && part.title === tile));
    const ads = own.find((part) => part.title === "Ads");
    const link = { text: name, url: path, ...(name === username ? {} : { note: `@${username}` }) };
    return {
      name,
      cells: {
        Profile: link,
        ...Object.fromEntries(figures.map(([column], index) => [column, figureOf(tiles[index])])),
      },
      amounts: amountsOf(ads),
      gaps: mergedGaps([...tiles, ads].flatMap((part) => part?.gaps ?? [])),
    };
  });
  // A column per currency, so that a spreadsheet can't add different ones.
  const currencies = new Set(rows.flatMap(({ amounts }) => amounts.flatMap(({ currency }) => asText(currency) || [])));
  const file = rows.map(({ cells, amounts }) => {
    const amountIn = (code: string) => amounts.find(({ currency }) => currency === code) ?? null;
    const columns = [...currencies].toSorted().map((code) => [`${spend}, ${code}`, amountIn(code)] as const);
    return { ...cells, ...Object.fromEntries(columns) };
  });
  const lines = rows.map(({ cells, amounts }) => ({ ...cells, [spend]: amounts }));
  return `<section class="wide index p${days}"><header><h3>${title}</h3>${csvLink(title, file)}</header><p>${note}</p>
<div class="panels">${table(title, lines)}</div>${gapsOf(rows)}</section>\n`;
}

/** Returns the value of a tile as a cell. */
function figureOf(tile: Part | undefined): JsonObject {
  const [row] = tile?.rows ?? [];
  const value = row?.value ?? (tile?.gaps.length === 0 && tile.empty === "0" ? 0 : null);
  return { ...(isObject(value) ? value : { number: value }), note: noteOf(tile, value !== null, row?._note) };
}

/** Returns the amounts of the card of ads as cells, one per currency, or one that says that there is none. */
function amountsOf(ads: Part | undefined): JsonObject[] {
  const amounts = (ads?.rows ?? []).map(({ Spend: amount, Change: change }) => {
    return { ...(isObject(amount) ? amount : {}), note: noteOf(ads, true, isObject(change) ? change.text : "") };
  });
  return amounts.length > 0 ? amounts : [{ number: null, note: noteOf(ads, false) }];
}

/** Returns how a figure changed, after what it might lack. A figure is of what was read, even if its change is unknown. */
function noteOf(part: Part | undefined, isKnown: boolean, change: Json = ""): string {
  const labels = (part?.gaps ?? []).map(({ label }) => label).filter((label) => !isKnown || label !== "Not read");
  return [...new Set([...labels, asText(change)])].filter(Boolean).join("; ");
}

/** Returns the gaps of the profiles, each with all profiles that have it. */
function gapsOf(rows: readonly { readonly name: string; readonly gaps: readonly Gap[] }[]): string {
  const found = new Map<string, { readonly gap: Gap; readonly names: readonly string[] }>();
  for (const { name, gaps } of rows) {
    for (const gap of gaps) {
      const key = JSON.stringify(gap);
      found.set(key, { gap, names: [...(found.get(key)?.names ?? []), name] });
    }
  }
  return [...found.values()]
    .map(({ gap, names }) => gapsAsHtml([gap], names.length === rows.length ? "All profiles" : list.format(names)))
    .join("");
}
