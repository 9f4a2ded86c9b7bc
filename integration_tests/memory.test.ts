import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { asText, isObject } from "../src/base/json.ts";
import { longRun } from "../test/amount.ts";
import { serversOfSuite } from "../test/pinterest/network/servers.ts";
import { itWith, linux } from "../test/requirements.ts";
import { endsOf, errorsOf } from "./bed/messages.ts";
import { fastClock } from "./bed/program-clock.ts";
import { catalogOf } from "./bed/scripted-server.ts";
import { record } from "./reliability/figures.ts";
import { type MeasuredRun, measure, recordCount } from "./reliability/measured-run.ts";

/*
 * The built program with the heap of a container of 512 MB. Whatever a server sends or a file contains, the program ends
 * with a status, an error, and an exit code of its own, and takes less than 300 MB.
 */

/** In megabytes: three quarters of the container's memory, as in the Dockerfile. */
const heap = 384;
const maxPeak = 300;

const config = { credentials: { auth_method: "access_token", access_token: "SECRET" }, start_date: "2026-06-01" };
const now = Date.parse("2026-06-30T12:00:00Z");
const mebibyte = 2 ** 20;

/** Reads streams. @param speed of the clock */
async function read(streams: readonly string[], origin: string, speed: number): Promise<MeasuredRun> {
  const clock = fastClock(now, speed);
  const NODE_OPTIONS = `${clock.NODE_OPTIONS ?? ""} --max-old-space-size=${heap}`;
  const environment = { ...clock, NODE_OPTIONS, PINTEREST_API_BASE_URL: `${origin}/v5` };
  const outcome = await measure({ config, catalog: await catalogOf(streams) }, { environment });
  assert.equal(outcome.stderr, "");
  assert.ok(outcome.used.peak < maxPeak, `${outcome.used.peak} MB at the peak`);
  return outcome;
}

/** Asserts that streams end with a transient error that matches, and the run with exit code 1. */
function assertEnds({ code, messages }: MeasuredRun, reasons: Readonly<Record<string, RegExp>>): void {
  const errors = new Map(
    errorsOf(messages).map(({ stream_descriptor: about, message }) => [
      isObject(about) ? asText(about.name) : "",
      message,
    ]),
  );
  const ends = endsOf(messages);
  for (const [stream, reason] of Object.entries(reasons)) {
    assert.match(asText(errors.get(stream)), reason, stream);
    assert.equal(ends.get(stream), "transient_error", stream);
  }
  assert.equal(code, 1);
}

type Respond = (response: ServerResponse, query: URLSearchParams) => void;

/** An attempt: what the server sends, and the reason of the stream's error. */
interface Attempt {
  readonly stream: string;
  readonly respond: Respond;
  readonly reason: RegExp;
}

const sends =
  (body: string | Buffer, encoding = "identity"): Respond =>
  (response) =>
    response.writeHead(200, { "content-encoding": encoding }).end(body);

/** Repeats a text until the connection is closed, or closes it after a number of bytes. */
const repeats =
  (start: string, text: string, length = Number.POSITIVE_INFINITY): Respond =>
  (response) => {
    response.writeHead(200).write(start);
    const more = text.repeat(Math.ceil(65_536 / text.length));
    let sent = 0;
    const write = () => {
      while (sent < length && !response.destroyed) {
        sent += more.length;
        if (response.write(more)) continue;
        response.once("drain", write);
        return;
      }
      response.destroy();
    };
    write();
  };

/** A list of as many equal elements as fit into a length. */
const listOf = (element: string, length: number) =>
  `[${`${element},`.repeat(Math.floor(length / (element.length + 1)) - 1)}${element}]`;
const members = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join();

const zeros = Buffer.alloc(64 * mebibyte, "0");
const longestBody = 15 * mebibyte;

/** By the path of a list. */
const lists: Readonly<Record<string, Attempt>> = {
  "/boards": { stream: "boards", respond: sends(gzipSync(zeros), "gzip"), reason: /more than 16 MiB/u },
  "/pins": { stream: "pins", respond: sends(brotliCompressSync(zeros), "br"), reason: /not by gzip/u },
  "/user_account/followers": {
    stream: "followers",
    respond: repeats('{"items":[', '{"id":"1"},'),
    reason: /more than 16 MiB/u,
  },
  "/user_account/following": {
    stream: "following_users",
    respond: sends(gzipSync(listOf("[{}]", longestBody)), "gzip"),
    reason: /more than 400000 values/u,
  },
  "/user_account/following/boards": {
    stream: "following_boards",
    respond: sends(`{"items":${listOf("{}", 190_000 * 3)}}`),
    reason: /items\[0\] is empty|is missing/u,
  },
  "/user_account/businesses": {
    stream: "linked_businesses",
    respond: sends(gzipSync(gzipSync(zeros)), "gzip"),
    reason: /more than 16 MiB|more than 1100 times/u,
  },
  "/user_account/websites": {
    stream: "user_websites",
    respond: (response) => response.writeHead(200, { "x-long": "x".repeat(mebibyte) }).end("{}"),
    reason: /HPE_HEADER_OVERFLOW/u,
  },
  "/media": {
    stream: "media",
    respond: sends(JSON.stringify({ items: [{ media_id: "1" }], bookmark: "b".repeat(5 * mebibyte) })),
    reason: /bookmark is longer than 10000/u,
  },
};

/** The values that take the most memory: as many keys as possible in one object. */
const manyKeys: Readonly<Record<string, Attempt>> = {
  "/catalogs/product_groups": {
    stream: "catalogs_product_groups",
    respond: sends(`{"items":[{${members(399_000)}}]}`),
    reason: /is missing|no record|invalid/u,
  },
};

/** By the level or the type of a report. */
const files: Readonly<Record<string, Attempt>> = {
  CAMPAIGN: {
    stream: "campaign_analytics_report",
    respond: repeats('{"1":[{"A":"', "x"),
    reason: /a row is longer than 262144/u,
  },
  AD_GROUP: { stream: "ad_group_report", respond: repeats('{"', "x"), reason: /longer than 262144/u },
  KEYWORD: {
    stream: "keyword_report",
    respond: sends(gzipSync(gzipSync(Buffer.alloc(64 * mebibyte, " "))), "gzip"),
    reason: /more than 1100 times/u,
  },
  PIN_PROMOTION: {
    stream: "pin_promotion_report",
    respond: repeats('{"1":[{"DATE":"2026-06-01"}', ',{"DATE":"2026-06-01","AD_ID":"7"}', mebibyte),
    reason: /interrupted/u,
  },
  PRODUCT_GROUP: {
    stream: "product_group_report",
    respond: sends(`{"1":[{"A":${"[".repeat(mebibyte)}`),
    reason: /longer than 262144/u,
  },
  ADVERTISER: { stream: "advertiser_report", respond: sends(zeros, "br"), reason: /not by gzip/u },
  ALL_ITEMS: {
    stream: "catalogs_reports_all_items",
    respond: sends(`${"c,".repeat(mebibyte)}c\n`),
    reason: /unknown format/u,
  },
  DISTRIBUTION_ISSUES: {
    stream: "catalogs_reports_distribution_issues",
    respond: repeats("item_id,text\n", `7,${"x".repeat(1_000)}\n`, 16 * mebibyte),
    reason: /interrupted/u,
  },
  FEED_INGESTION_ISSUES: {
    stream: "catalogs_reports_feed_ingestion_issues",
    respond: repeats('item_id,issue\n1,"', "x"),
    reason: /a row is longer than 262144/u,
  },
};

const streamsOf = (attempts: Readonly<Record<string, Attempt>>) =>
  Object.fromEntries(Object.values(attempts).map(({ stream, reason }) => [stream, reason]));
const responsesOf = (attempts: Readonly<Record<string, Attempt>>) =>
  Object.fromEntries(Object.entries(attempts).map(([name, { respond }]) => [name, respond]));

describe("memory of the built program", () => {
  const { serve } = serversOfSuite();

  /** Serves the listed paths of the API; all other lists are empty. */
  function serveLists(responses: Readonly<Record<string, Respond>>): Promise<string> {
    const others = sends(JSON.stringify({ items: [], bookmark: null, id: "1", username: "user" }));
    return serve((request, response) => {
      response.setHeader("date", new Date(now).toUTCString());
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      (responses[pathname.replace(/^\/v5/u, "")] ?? others)(response, searchParams);
    });
  }

  /** Serves reports, by their level or type. */
  async function serveFiles(responses: Readonly<Record<string, Respond>>): Promise<string> {
    const answers: Readonly<Record<string, unknown>> = {
      "/v5/ad_accounts": { items: [{ id: "500" }] },
      "/v5/catalogs": { items: [{ id: "12", catalog_type: "RETAIL" }] },
      "/v5/catalogs/feeds": { items: [{ id: "13", catalog_type: "RETAIL" }] },
    };
    const listener: RequestListener = (request, response) => {
      response.setHeader("date", new Date(now).toUTCString());
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      const file = pathname.startsWith("/files/") ? responses[pathname.slice("/files/".length)] : undefined;
      if (file !== undefined) return file(response, searchParams);
      if (!pathname.endsWith("/reports"))
        return response.end(JSON.stringify(answers[pathname] ?? { items: [], id: "1" }));
      const token = searchParams.get("token");
      if (token !== null) {
        return response.end(JSON.stringify({ report_status: "FINISHED", url: `${origin}/files/${token}` }));
      }
      void textOf(request).then((body) => {
        const name = /"(?:level|report_type)":"(\w+)"/u.exec(body)?.[1];
        response.end(JSON.stringify({ token: name, report_status: "IN_PROGRESS" }));
      });
      return undefined;
    };
    const origin = await serve(listener);
    return origin;
  }

  for (const [needs, title, attempts, serveAttempts] of [
    [linux, "several responses at once are", lists, serveLists],
    [linux, "one response is", manyKeys, serveLists],
    [longRun, "several files at once are", files, serveFiles],
  ] as const) {
    itWith(needs, `stays small while ${title} too large for it`, async () => {
      const origin = await serveAttempts(responsesOf(attempts));
      const reasons = streamsOf(attempts);
      assertEnds(await read(Object.keys(reasons), origin, 100), reasons);
    });
  }

  /** Serves one report on a catalog. @param send writes its file */
  const serveCatalogFile = (send: Respond) => serveFiles({ DISTRIBUTION_ISSUES: send });
  const catalogReport = "catalogs_reports_distribution_issues";

  /** Sends a number of lines as the connection takes them. */
  const sendsLines =
    (header: string, line: (index: number) => string, count: number): Respond =>
    (response) => {
      response.writeHead(200).write(header);
      let index = 0;
      const write = () => {
        while (index < count) {
          let lines = "";
          for (const end = Math.min(count, index + 200); index < end; index += 1) lines += line(index);
          if (!response.write(lines)) return response.once("drain", write);
        }
        return response.end();
      };
      write();
    };

  itWith(longRun, "reads a catalog's CSV file of a gigabyte", async () => {
    const text = "The image link of this item can't be reached, or its size is too small. ".repeat(28);
    const count = 500_000;
    const origin = await serveCatalogFile(
      sendsLines("item_id,issue,description\n", (index) => `SKU-${index},MISSING_IMAGE,"${text}"\n`, count),
    );
    const outcome = await read([catalogReport], origin, 1);
    assert.deepEqual([outcome.code, recordCount(outcome)], [0, count]);
    record({
      what: "A catalog's file of 1 GB, with the heap of a container of 512 MB",
      promised: "peak memory under 300 MB",
      measured: `${(outcome.bytes / 1e9).toFixed(1)} GB, ${count.toLocaleString("en")} rows: peak memory ${outcome.used.peak.toFixed()} MB`,
    });
  });

  itWith(longRun, "reads a list with 60,000 bookmarks of 5 kB", async () => {
    const pages = 60_000;
    const origin = await serveLists({
      "/boards": (response, query) => {
        const page = Number(query.get("bookmark")?.split(" ")[0] ?? 0);
        const bookmark = page === pages ? null : `${page + 1} `.padEnd(5_000, "b");
        response.end(JSON.stringify({ items: [{ id: String(page) }], bookmark }));
      },
    });
    const outcome = await read(["boards"], origin, 1);
    assert.deepEqual([outcome.code, recordCount(outcome)], [0, pages + 1]);
    assert.ok(outcome.used.peak < 200, `${outcome.used.peak} MB at the peak`);
  });
});
