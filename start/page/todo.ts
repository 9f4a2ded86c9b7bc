import { asText } from "../../src/base/json.ts";
import { gapsAsHtml } from "./cards.ts";
import { cell, csvLink, table } from "./cells.ts";
import { lookOf, type Pictures, placeholders } from "./drawings/pictures.ts";
import { mergedGaps, type Part } from "./queries/parts.ts";

/** The maximum number of things to do, and of pictures of each. */
const [maxThings, maxPictures] = [3, 3];
/** A thing of fewer of all clicks, or of less of the spend, changes nothing that one sees. */
const minWeight = 0.02;
/** A thing about Pins of less of all clicks comes after heavier ones about ads. */
const minWeightBesideAds = 0.15;

/**
 * Returns the things to do with most weight: the share of clicks or of spend that they are about. What takes half of the
 * spend in vain comes first. One is for whoever runs ads, and one for whoever posts Pins, if it weighs enough; more than three are folded.
 * What can't be checked is said, and that there is nothing to do, too.
 */
export async function todo(parts: readonly Part[], pictures: Pictures): Promise<string> {
  const checked = parts.filter(({ gaps, isRead }) => gaps.length === 0 && isRead);
  const candidates = checked.flatMap(thingsOf);
  const things: Part[] = [];
  const found = heaviestFirst(candidates.filter((part) => weightOf(part) >= minWeight));
  const [ads, others] = [found.filter(isAboutAds), found.filter((part) => !isAboutAds(part))];
  const ofPins = others.filter((part) => weightOf(part) >= minWeightBesideAds).slice(0, 1);
  for (const part of [...ads.slice(0, 1), ...ofPins, ...found]) {
    // Two things about the same Pin are one.
    const isTold = things.some((thing) => pinOf(thing) === pinOf(part) && pinOf(part) !== "");
    if (!isTold && !things.includes(part)) things.push(part);
  }
  const drawn = (some: readonly Part[]) => Promise.all(heaviestFirst(some).map((part) => thing(part, pictures)));
  const [items, more] = [await drawn(things.slice(0, maxThings)), await drawn(things.slice(maxThings))];
  const list = checked.map(({ title, note }) => `<li>${cell(title)}: ${cell(note)}</li>`).join("");
  const nothing =
    things.length > 0 || checked.length === 0
      ? ""
      : `<p class="empty">Nothing stands out that needs to be done.</p><details><summary>Show what was checked</summary><ul>${list}</ul></details>`;
  const gaps = gapsAsHtml(mergedGaps(parts.flatMap((part) => part.gaps)));
  if (items.length === 0 && nothing === "" && gaps === "") return "";
  const inGrid = (sections: readonly string[]) => `<div class="things">${sections.join("")}</div>`;
  const folded =
    more.length === 0 ? "" : `<details class="fold"><summary>More to do</summary>${inGrid(more)}</details>\n`;
  return `<h2 class="group">What to do</h2>\n${inGrid(items)}${folded}<div class="wide">${nothing}${gaps}</div>\n`;
}

/** What is to do in each currency is a thing of its own. */
function thingsOf(part: Part): readonly Part[] {
  const currencies = new Set(part.rows.map(({ _currency: currency }) => asText(currency)));
  return [...currencies].map((currency) => ({
    ...part,
    rows: part.rows.filter((row) => asText(row._currency) === currency),
  }));
}

const weightOf = ({ rows }: Part) => Number(rows[0]?._weight);

const isUrgent = ({ rows }: Part) => Number(rows[0]?._is_urgent === true);

const heaviestFirst = (parts: readonly Part[]) =>
  parts.toSorted((one, other) => isUrgent(other) - isUrgent(one) || weightOf(other) - weightOf(one));

const isAboutAds = ({ rows: [first = {}] }: Part) => first._topic === "ads";

/** Returns the ID of the Pin that a thing is about, if it is one Pin. */
const pinOf = ({ rows: [first = {}] }: Part) => asText(lookOf(first).id);

async function thing({ title, note, rows }: Part, pictures: Pictures): Promise<string> {
  const [first = {}] = rows;
  const pins = rows.map(lookOf).filter(({ id }) => asText(id) !== "" && pictures !== placeholders);
  const drawn = await Promise.all(pins.slice(0, maxPictures).map(pictures));
  const strip = drawn.length === 0 ? "" : `<div class="strip">${drawn.join("")}</div>`;
  return `<section class="todo"><h3>${cell(first._title)}</h3><p><b>${cell(first._number)}</b>${cell(first._text)}</p>${strip}
<details><summary>Show the numbers</summary><p>${cell(note)}</p>${table(title, rows)}</details>${csvLink(title, rows)}</section>\n`;
}
