import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { type ApiRequest, page } from "../scripted-api.ts";
import { denied, readFrom, rows, type Script } from "./scripted-read.ts";

const five = ["1", "2", "3", "4", "5"];

/** Returns the response to a request that isn't denied. */
const respond: Script = ({ path, query }) => {
  if (path === "/ad_accounts") return page(rows("501"));
  if (path === "/boards") return page(rows(...five));
  if (path.endsWith("/templates")) return page(rows(...five));
  if (/report/u.test(path))
    return { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
  if (path.endsWith("/audiences")) return page(five.map((id) => ({ id, ad_account_id: "501" })));
  if (/\/(?:campaigns|ad_groups)$/u.test(path)) return page(five.map((id) => ({ id, ad_account_id: "501" })));
  return /\/(?:sections|keywords)$/u.test(path) ? page(rows("7")) : undefined;
};

interface Denial {
  readonly stream: string;
  /** Names what a request is about; undefined if it is about nothing that can be denied. */
  readonly partOf: (request: ApiRequest) => string | undefined;
  /** What is denied, and what isn't. */
  readonly denied: readonly string[];
  readonly others: readonly string[];
  /** The resource as the first warning names it. */
  readonly resource: string;
  /** The number of requests in flight for a denied part; undefined: 1. */
  readonly atOnce?: number;
}

/** Parts of which a denial says nothing about the others, not even that of three of them. */
const denials: readonly Denial[] = [
  {
    stream: "board_sections",
    partOf: ({ path }) => /^\/boards\/(\d)\/sections$/u.exec(path)?.[1],
    denied: ["1", "2", "3"],
    others: ["4", "5"],
    resource: "board 1",
  },
  {
    stream: "template_reports",
    partOf: ({ path, query }) => (query.has("token") ? undefined : /templates\/(\d)\/reports$/u.exec(path)?.[1]),
    denied: ["1", "2", "3"],
    others: ["4", "5"],
    resource: "ad account 501, template 1",
  },
  {
    stream: "audiences",
    partOf: ({ path, query }) => (path.endsWith("/audiences") ? asText(query.get("ownership_type")) : undefined),
    denied: ["OWNED"],
    others: ["RECEIVED"],
    resource: "ad account 501, ownership type OWNED",
  },
  {
    stream: "keywords",
    partOf: ({ query }) => query.get("campaign_id") ?? undefined,
    denied: ["1"],
    others: ["2", "3", "4", "5"],
    resource: "ad account 501, campaign 1",
  },
  {
    stream: "brand_category_sku_report",
    partOf: ({ content }) => (content === undefined ? undefined : asText(content.conversion_product_breakdown)),
    denied: ["PRODUCT_SKU"],
    others: ["PRODUCT_BRAND"],
    resource: "ad account 501, conversion product breakdown PRODUCT_SKU",
    // Two weeks.
    atOnce: 2,
  },
];

describe("a denied part", () => {
  for (const { stream, partOf, denied: parts, others, resource, atOnce = 1 } of denials) {
    it(`of ${stream} says nothing about others, and is named: ${resource}`, async () => {
      const requested: string[] = [];
      const script: Script = (request, signal) => {
        const part = partOf(request);
        if (part !== undefined) requested.push(part);
        return part !== undefined && parts.includes(part) ? denied : respond(request, signal);
      };
      const read = await readFrom(script, [stream], { config: { startDate: "2026-06-20", numWorkers: 1 } });
      assert.deepEqual(
        read.errors.map(({ message }) => message),
        [],
      );
      for (const part of [...parts, ...others]) assert.ok(requested.includes(part), `${part} of ${requested.join()}`);
      for (const part of parts) assert.equal(requested.filter((each) => each === part).length, atOnce, part);
      const lines = read.warnings.filter((line) => line.includes("skipped"));
      assert.ok(lines.length >= parts.length && lines.length <= parts.length * atOnce, read.warnings.join("\n"));
      assert.ok(
        lines.some((line) => line.startsWith(`${stream}: skipped ${resource}`)),
        lines.join("\n"),
      );
    });
  }
});
