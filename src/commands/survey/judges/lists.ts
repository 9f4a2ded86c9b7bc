import type { JsonObject } from "../../../base/json.ts";
import { streams } from "../../../streams/all.ts";
import { idsOf, surveyed } from "../page.ts";
import { isEnded, type List, rowsOf, type Sample } from "../sample.ts";
import { count, type Judges, ofMistake } from "./finding.ts";

/** The numbers of rows at which APIs cut lists and pages. */
const roundSizes = [20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000];
const byOperation = new Map(
  streams.filter(({ name }) => surveyed.includes(name)).map((each) => [each.operation, each]),
);
/** The form of a rate limit: `100, 100;w=1;name="…", 60;w=60`. */
const limits = /^\d+(?:,\s*\d+;w=\d+(?:;name="[^"]*")?)*$/u;
const secondsOfDay = 86_400;

/** Returns how many rows a list should have, according to another object. The two differ a little by design. */
function counterOf(sample: Sample, { operation, parameters }: List): number {
  const [account = {}] = sample.rows("user_account/get");
  const board = sample.rows("boards/list").find(({ id }) => id === parameters.board_id);
  const counters: Readonly<Record<string, unknown>> = {
    "followers/list": account.follower_count,
    "boards/list": account.board_count,
    "pins/list": account.pin_count,
    "boards/list_pins": board?.pin_count,
  };
  return Number(counters[operation] ?? 0);
}

/** Returns the numbers in the readable part of a bookmark, before the ID of a request and a digest. */
function numbersIn(bookmark: string | null = ""): readonly number[] {
  const text = Buffer.from(bookmark ?? "", "base64").toString("latin1");
  const [position = ""] = (/^[\x20-\x7e]{8,}$/u.test(text) ? text : (bookmark ?? "").slice(0, 10)).split("*");
  return [...position.matchAll(/\d{1,9}/gu)].map(([digits]) => Number(digits));
}

/** Returns whether the numbers of two bookmarks grow as the rows do. Those that name the last row beside a number aren't offsets. */
function isOffset({ pages: [one, two] }: List): boolean {
  const last = idsOf(one?.rows.slice(-1) ?? []).join("");
  if (last.length > 9 && Buffer.from(one?.bookmark ?? "", "base64").includes(last)) return false;
  const [first, second] = [one?.rows.length ?? 0, two?.rows.length ?? 0];
  const next = numbersIn(two?.bookmark);
  return numbersIn(one?.bookmark).some((number, at) => number === first && next[at] === first + second);
}

/** Returns whether the first two pages have an equal, round number of rows, below the page size, and more follow. */
function isClamped({ parameters, pages: [one, two] }: List): boolean {
  const rows = one?.rows.length ?? 0;
  const isRound = roundSizes.includes(rows) && rows < Number(parameters.page_size);
  return isRound && two?.rows.length === rows && two.bookmark !== null;
}

function keysOf(operation: List["operation"], rows: readonly JsonObject[]): readonly string[] {
  const { primaryKey = [], fromRequest = {} } = byOperation.get(operation) ?? {};
  const key = primaryKey.filter((field) => !(field in fromRequest) || rows.every((row) => field in row));
  return key.length === 0 ? [] : rows.map((row) => JSON.stringify(key.map((field) => row[field] ?? null)));
}

/** Judges of lists, their pages, and headers. */
export const judgesOfLists = {
  L1: (sample) => {
    const ended = sample.lists.filter((list) => isEnded(list) && rowsOf(list).length >= 20);
    const isCut = (list: List) => {
      const rows = rowsOf(list).length;
      return roundSizes.includes(rows) && counterOf(sample, list) >= 2 * rows;
    };
    return count(
      ended.map((list) => !isCut(list)),
      2,
      "few_rows",
    );
  },
  L2: (sample) => {
    const lists = sample.lists.filter(({ pages: [, second] }) => typeof second?.bookmark === "string");
    return count(
      lists.map((list) => !isOffset(list)),
      1,
      "one_page",
    );
  },
  L4: (sample) => ofMistake(sample, "bookmark", ({ status }) => status === 400 || status === 404),
  L5: (sample) => {
    if (sample.lists.some(isClamped)) return count([false], 1, "few_rows");
    const rejected = ofMistake(sample, "page_size", ({ status }) => status === 400);
    if (rejected.outcome !== "holds") return rejected;
    const large = sample.lists.flatMap(({ pages }) => pages.filter(({ rows }) => rows.length > 100));
    return count(
      large.map(() => true),
      1,
      "few_rows",
    );
  },
  L6: (sample) => {
    const lists = sample.of("pins/list", "boards/list", "boards/list_pins");
    const cases = lists.flatMap(({ operation, parameters, pages }, index) => {
      const earlier = lists
        .slice(0, index)
        .find((list) => list.operation === operation && list.parameters.board_id === parameters.board_id);
      const [before, now] = [
        idsOf(earlier === undefined ? [] : rowsOf(earlier)),
        idsOf(pages.flatMap(({ rows }) => rows)),
      ];
      const common = now.filter((id) => before.includes(id));
      const order = before.filter((id) => now.includes(id));
      return common.map((id, at) => order[at] === id);
    });
    return count(cases, 10, "few_rows");
  },
  L11: (sample) => {
    // On the next page, a row can repeat because others were inserted.
    const pages = sample.lists.flatMap((list) => list.pages.map(({ rows }) => keysOf(list.operation, rows)));
    return count(
      pages.flatMap((keys) => keys.map((key, at) => keys.indexOf(key) === at)),
      10,
      "few_rows",
    );
  },
  K1: (sample) => {
    const headers = sample.pages.map((page) => page.headers).filter((each) => each["x-ratelimit-limit"] !== undefined);
    const isKnown = (each: (typeof headers)[number]) =>
      limits.test(each["x-ratelimit-limit"] ?? "") && Number(each["x-ratelimit-reset"] ?? 0) <= secondsOfDay;
    return count(headers.map(isKnown), 3, "no_header");
  },
  X2: (sample) => {
    const codes = ["3", "7", "29"];
    const isDenial = ({ status, code }: { readonly status: number; readonly code: string }) =>
      status === 403 || status === 404 || (status === 401 && codes.includes(code));
    return ofMistake(sample, "ad_account", isDenial);
  },
} as const satisfies Judges;
