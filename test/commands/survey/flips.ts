import { Readable } from "node:stream";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Network } from "../../../src/commands/command-line/command.ts";
import type { AssumptionId } from "../../../src/commands/survey/assumptions.generated.ts";
import type { HttpResponse } from "../../../src/pinterest/network/transport.ts";
import { metricColumns } from "../../../src/pinterest/operations/columns.generated.ts";
import { parseBody } from "../../../src/pinterest/responses/parse-body.ts";
import { respond } from "../../scripted-api.ts";

/** Sends a request, to another address if one is given. */
type Next = (url?: URL) => Promise<HttpResponse>;

/** Changes requests and responses between the connector and the simulator, so that one assumption is false. */
export interface Flip {
  readonly send?: (url: URL, next: Next, body?: string) => Promise<HttpResponse>;
  /** Changes the text of a report's file. */
  readonly file?: (text: string) => string;
}

/** Returns a network with an assumption turned false. @param onChange called for each request, response, or file that it changes */
export function flipped(
  network: Network,
  { send = (_, next) => next(), file }: Flip,
  onChange: () => void = () => undefined,
): Network {
  return {
    transport: {
      send: async (request, signal) => {
        const sent = new Set<string>();
        const received = new Set<string>();
        const next: Next = async (url = new URL(request.url)) => {
          const response = await network.transport.send({ ...request, url: url.href }, signal);
          sent.add(url.href);
          received.add(contentOf(response));
          return response;
        };
        const response = await send(new URL(request.url), next, request.body);
        const isSame = sent.size === 1 && sent.has(new URL(request.url).href) && received.has(contentOf(response));
        if (!isSame) onChange();
        return response;
      },
    },
    download: async (url, signal) => {
      const { chunks, ...others } = await network.download(url, signal);
      if (file === undefined) return { ...others, chunks };
      let text = "";
      for await (const chunk of chunks) text += String(chunk);
      const changed = file(text);
      if (changed !== text) onChange();
      return { status: others.status, chunks: Readable.from([changed]) };
    },
  };
}

const contentOf = ({ status, headers, body }: HttpResponse) => JSON.stringify([status, headers, body]);

/** Changes the bodies of successful responses on a path. */
function bodies(path: RegExp, change: (body: unknown, url: URL) => unknown): Flip {
  return {
    send: async (url, next) => {
      const response = await next();
      if (response.status !== 200 || !path.test(url.pathname)) return response;
      return { ...response, body: JSON.stringify(change(parseBody(response.body), url)) };
    },
  };
}

/** Changes the rows of a list. */
const rows = (path: RegExp, change: (rows: readonly JsonObject[], url: URL) => readonly JsonObject[]): Flip =>
  bodies(path, (body, url) =>
    isObject(body) && Array.isArray(body.items) ? { ...body, items: change(body.items.filter(isObject), url) } : body,
  );

/** Changes each row of a list. */
const eachRow = (path: RegExp, change: (row: JsonObject) => JsonObject): Flip =>
  rows(path, (all) => all.map((row) => change(row)));

/** Changes the addresses of requests. */
const addresses = (change: (url: URL) => void): Flip => ({
  send: (url, next) => {
    const changed = new URL(url);
    change(changed);
    return next(changed);
  },
});

/** Responds to a request in place of the simulator. */
const instead = (isIt: (url: URL) => boolean, body: unknown): Flip => ({
  send: async (url, next) => (isIt(url) ? respond(200, body) : next()),
});

const recentOf = ({ pin_metrics: metrics }: JsonObject) =>
  isObject(metrics) && isObject(metrics["90d"]) ? metrics["90d"] : {};
const pins = /\/pins$/u;
const ownPins = /\/v5\/pins$/u;
const boardPins = /\/boards\/\d+\/pins$/u;
const ads = /\/(?:campaigns|ad_groups|ads)$/u;
const madeUp = "MADE_UP_BY_SURVEY";
const emptyList = { items: [], bookmark: null };
const later = (time: unknown) => new Date(Date.parse(`${String(time)}Z`) + 9 * 3_600_000).toISOString().slice(0, 19);

/**
 * Bookmarks are numbers of rows: the list shifts under them.
 * @param order changes the order of all rows in each request
 */
export function offsets(order = (all: readonly unknown[], _request: number) => all): Flip {
  let requests = 0;
  return {
    send: async (url, next) => {
      if (!ownPins.test(url.pathname)) return next();
      const text = Buffer.from(url.searchParams.get("bookmark") ?? "", "base64").toString();
      const start = Number(/^\?c-1\|(\d+)\*/u.exec(text)?.[1] ?? 0);
      const size = Number(url.searchParams.get("page_size"));
      const all: unknown[] = [];
      const page = new URL(url);
      page.searchParams.set("page_size", "250");
      page.searchParams.delete("bookmark");
      let response = await next(page);
      for (;;) {
        const body = parseBody(response.body);
        if (!isObject(body) || !Array.isArray(body.items)) return response;
        all.push(...body.items);
        if (typeof body.bookmark !== "string") break;
        page.searchParams.set("bookmark", body.bookmark);
        // Otherwise the next response would wait for its memory.
        response.room?.release();
        response = await next(page);
      }
      requests += 1;
      const end = start + size;
      const bookmark = end < all.length ? Buffer.from(`?c-1|${end}*GQL*|00|NEW|`).toString("base64") : null;
      return { ...response, body: JSON.stringify({ items: order(all, requests).slice(start, end), bookmark }) };
    },
  };
}

/** The list of boards lacks the one with the most Pins. @param hidden receives its ID */
export function unlistedBoard(hidden = new Set<unknown>()): Flip {
  return rows(/\/v5\/boards$/u, (all) => {
    const largest = Math.max(...all.map(({ pin_count: count }) => Number(count)));
    const isLargest = ({ pin_count: count }: JsonObject) => Number(count) === largest;
    for (const { id } of all.filter(isLargest)) hidden.add(id);
    return all.filter((row) => !isLargest(row));
  });
}

/** The list of boards lacks one, which is gone by its ID, too. */
function goneBoard(): Flip {
  const hidden = new Set<unknown>();
  const list = unlistedBoard(hidden);
  return {
    send: async (url, next) =>
      hidden.has(/\/v5\/boards\/(\d+)$/u.exec(url.pathname)?.[1])
        ? respond(404, { code: 40, message: "Board not found." })
        : (list.send?.(url, next) ?? next()),
  };
}

/** Several values in a list are rejected. */
export const rejectingJoinedLists: Flip = {
  send: async (url, next) =>
    url.pathname.endsWith("/campaigns") && /(?:_ids|_statuses)=[^&]*(?:,|%2C)/u.test(url.search)
      ? respond(400, { code: 1, message: "Invalid value." })
      : next(),
};

/** Columns, statuses, and metrics of Pins as live accounts have them. */
export function speakingAsRecorded(campaigns: readonly JsonObject[]): Flip {
  const statuses = new Map(campaigns.map(({ id, status }) => [asText(id), asText(status)]));
  const numbers = ["", "ACTIVE", "PAUSED", "ARCHIVED"];
  const columns = [
    ...metricColumns.filter((name) => name !== "SPEND_IN_MICRO_DOLLAR"),
    "TOTAL_SEARCH",
    "ONE_MORE",
    "TWO_MORE",
  ];
  const counts = { impression: 3, pin_click: 1, outbound_click: 1, save: 0 };
  const live = { "90d": counts, lifetime_metrics: { ...counts, last_updated: "2026-07-08T11:00:00" } };
  const [ofPins, ofCampaigns] = [
    eachRow(ownPins, (row) => ({ ...row, pin_metrics: live })),
    bodies(/\/campaigns\/analytics$/u, (body) =>
      Array.isArray(body)
        ? body.filter(isObject).map((row) => {
            const status = numbers.indexOf(statuses.get(asText(row.CAMPAIGN_ID)) ?? "");
            return { ...row, CAMPAIGN_ENTITY_STATUS: status };
          })
        : body,
    ),
  ];
  return {
    send: async (url, next) =>
      url.searchParams.get("columns") === madeUp
        ? respond(400, { code: 1, message: `'${madeUp}' is not one of ['${columns.join("', '")}']` })
        : ((url.pathname.endsWith("/pins") ? ofPins : ofCampaigns).send?.(url, next) ?? next()),
  };
}

/** By assumption: the change that turns it false. Those about time are in the tests of notes. */
export const flips: Readonly<Record<Exclude<AssumptionId, "T4" | "T8" | "O3" | "D1">, Flip>> = {
  L1: bodies(/\/followers$/u, (body) =>
    isObject(body) && Array.isArray(body.items) ? { items: body.items.slice(0, 20), bookmark: null } : body,
  ),
  L2: offsets(),
  L4: addresses((url) => {
    if (url.searchParams.get("bookmark") === madeUp) url.searchParams.delete("bookmark");
  }),
  L5: addresses((url) => {
    if (Number(url.searchParams.get("page_size")) > 100) url.searchParams.set("page_size", "100");
  }),
  L6: rows(pins, (all, url) => (url.searchParams.get("page_size") === "250" ? all.toReversed() : all)),
  L11: rows(/\/v5\/boards$/u, (all) => all.map((row, index) => (index === 1 ? { ...row, id: all[0]?.id ?? "" } : row))),
  L12: addresses((url) => {
    for (const [name, value] of Object.entries(Object.fromEntries(url.searchParams)))
      if (value.includes(",")) url.searchParams.set(name, value.split(",").at(-1) ?? "");
  }),
  T1: offsets((all) => all.toReversed()),
  T2: rows(boardPins, (all) => all.toReversed()),
  T5: {
    send: async (url, next) => {
      const response = await next();
      const time = /"(created_at|board_pins_modified_at)":"([\d:T-]{19})"/gu;
      if (url.pathname.includes("ad_accounts")) return response;
      return { ...response, body: response.body.replaceAll(time, (_, name, at) => `"${String(name)}":"${later(at)}"`) };
    },
  },
  T7: eachRow(ads, (row) => ({ ...row, updated_time: row.created_time ?? null })),
  B1: eachRow(/\/v5\/boards$/u, (row) => ({ ...row, board_pins_modified_at: "2020-01-01T00:00:00" })),
  B3: goneBoard(),
  B5: rows(boardPins, (all) => all.filter(({ board_section_id: section }) => section === null)),
  B9: instead(({ pathname }) => pathname.endsWith("/pins/1"), { id: "1" }),
  O1: eachRow(ownPins, (row) =>
    isObject(row.pin_metrics)
      ? { ...row, pin_metrics: { ...row.pin_metrics, "90d": { pin_click: 0, impression: 0, outbound_click: 0 } } }
      : row,
  ),
  O11: eachRow(pins, (row) =>
    isObject(row.pin_metrics)
      ? { ...row, pin_metrics: { ...row.pin_metrics, "90d": { ...recentOf(row), glance: 1 } } }
      : row,
  ),
  O12: eachRow(ownPins, (row) => {
    const images = { "600x": { width: 600, height: 900, url: "https://i.pinimg.com/600x/same.jpg" } };
    const metrics = { "90d": { impression: 9, outbound_click: 2 } };
    return { ...row, link: "https://example.com/", media: { media_type: "image", images }, pin_metrics: metrics };
  }),
  O2: bodies(/\/user_account\/analytics$/u, (body) => {
    if (!isObject(body) || !isObject(body.all) || !Array.isArray(body.all.daily_metrics)) return body;
    return { all: { ...body.all, daily_metrics: body.all.daily_metrics.filter((_, index) => index % 3 !== 1) } };
  }),
  O6: bodies(/\/v5\/pins\/analytics$/u, (body) =>
    isObject(body) ? Object.fromEntries(Object.entries(body).filter((_, index) => index % 2 === 0)) : body,
  ),
  E1: addresses((url) => url.searchParams.delete("entity_statuses")),
  E4: addresses((url) => {
    if (url.pathname.endsWith("/user_account")) url.searchParams.delete("ad_account_id");
  }),
  A1: bodies(/\/campaigns\/analytics$/u, (body, url) => {
    const isBatch = url.searchParams.get("campaign_ids")?.includes(",") === true;
    return Array.isArray(body) && isBatch ? body.slice(0, Math.ceil(body.length / 2)) : body;
  }),
  A9: {
    send: async (url, next) =>
      url.searchParams.get("columns") === madeUp
        ? respond(400, {
            code: 1,
            message: `'${madeUp}' is not one of ['${[...metricColumns.slice(1), "NEW_COLUMN"].join("', '")}']`,
          })
        : next(),
  },
  A10: bodies(/\/campaigns\/analytics$/u, (body) =>
    Array.isArray(body)
      ? body.map((row: unknown) =>
          isObject(row) && row.CAMPAIGN_ENTITY_STATUS !== undefined ? { ...row, CAMPAIGN_ENTITY_STATUS: 7 } : row,
        )
      : body,
  ),
  A11: bodies(/\/product_groups\/analytics$/u, () => []),
  A3: instead(({ searchParams }) => searchParams.get("columns") === madeUp, []),
  X2: instead(({ pathname }) => pathname.endsWith("/ad_accounts/1/campaigns"), emptyList),
  K1: {
    send: async (_, next) => {
      const response = await next();
      return { ...response, headers: { ...response.headers, "x-ratelimit-limit": "limit=100; window=60" } };
    },
  },
  S1: eachRow(pins, (row) => ({ ...row, is_owner: "yes" })),
  S2: eachRow(pins, (row) => ({ ...row, shiny_new_field: true })),
  R1: { file: (text) => text.replaceAll('"DATE"', '"DAY"') },
  R7: {
    send: async (url, next) =>
      url.pathname.endsWith("/reports")
        ? respond(400, { code: 1, message: "'FEED_TYPE' is not one of ['GENDER']" })
        : next(),
  },
  R3: bodies(/\/reports$/u, (body) => (isObject(body) && body.url ? { ...body, url: "http://10.0.0.8/report" } : body)),
  R5: {
    file: (text) => {
      const report = parseBody(text);
      const double = (list: unknown) => (Array.isArray(list) ? [...list, ...list] : list);
      return JSON.stringify(
        Object.fromEntries(Object.entries(isObject(report) ? report : {}).map(([id, list]) => [id, double(list)])),
      );
    },
  },
};

/** An account with nothing in it: no lists, no metrics. Errors stay. */
export const emptied: Flip = {
  send: async (url, next) => {
    const response = await next();
    if (response.status !== 200 || url.pathname.endsWith("/user_account")) return response;
    const body = parseBody(response.body);
    const empty = isObject(body) && "items" in body ? emptyList : {};
    return { ...response, body: JSON.stringify(Array.isArray(body) ? [] : empty) };
  },
};
