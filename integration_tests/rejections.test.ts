import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { asText, isObject, isStringArray, type JsonObject } from "../src/json.ts";
import { run } from "./connector.ts";
import { configure, errorsOf, recordsOf, statusesOf, streamsOf } from "./messages.ts";

const rejected = ["TOTAL_LEAD", "CTR_2", "LEADS", "ECTR"];
const adAccounts = Array.from({ length: 20 }, (_, index) => String(549_000 + index));
const closed = "549019";
const names = [
  "advertiser_report",
  "campaign_analytics_report",
  "ad_group_report",
  "pin_promotion_report",
  "campaign_targeting_report",
  "ad_account_analytics",
];

const targeting = { TARGETING_TYPE: "GENDER", TARGETING_VALUE: "female" };

/** One request, as the server saw it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** A server of ads for 20 ad accounts, one of which is closed, that rejects four columns at every level. */
class AdsServer {
  readonly seen: Seen[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((content) => {
        const { pathname, searchParams } = new URL(request.url ?? "/", this.url);
        const body: unknown = content === "" ? {} : JSON.parse(content);
        const columns = isObject(body) && isStringArray(body.columns) ? body.columns : searchParams.getAll("columns");
        const [status, answer] = this.#answer(request.method ?? "", pathname, columns, searchParams);
        this.seen.push({ method: request.method ?? "", path: pathname, status });
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  close(): void {
    this.#server.close();
  }

  get url(): string {
    const address = this.#server.address();
    assert.ok(typeof address === "object" && address !== null, "the server does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  #answer(method: string, path: string, columns: readonly string[], query: URLSearchParams): [number, unknown] {
    if (path === "/v5/ad_accounts") return [200, { items: adAccounts.map((id) => ({ id })), bookmark: null }];
    if (path.startsWith("/files/"))
      return [200, { "7": [{ DATE: "2026-06-20", AD_ACCOUNT_ID: path.split("/")[2], ...targeting }] }];
    const [, account = ""] = /^\/v5\/ad_accounts\/(\d+)\//u.exec(path) ?? [];
    if (account === closed) return [403, { code: 29, message: "You are not permitted to access that resource." }];
    if (path.endsWith("/reports") && method === "GET") {
      return [200, { report_status: "FINISHED", url: `${this.url}/files/${query.get("token")}` }];
    }
    const named = columns.flatMap((each) => each.split(",")).filter((column) => rejected.includes(column));
    if (named.length > 0) return [400, { code: 1, message: `Columns ${named.join(", ")} are not available.` }];
    if (path.endsWith("/reports")) return [200, { token: account, report_status: "IN_PROGRESS" }];
    return [200, [{ DATE: query.get("start_date"), AD_ACCOUNT_ID: account }]];
  }
}

describe("a server that rejects four columns and denies an ad account", () => {
  const server = new AdsServer();
  let messages: readonly JsonObject[];
  let code: number | null;

  before(async () => {
    await server.listen();
    const config = {
      credentials: { auth_method: "access_token", access_token: "token" },
      start_date: new Date(Date.now() - 400 * 86_400_000).toISOString().slice(0, 10),
      num_workers: 20,
    };
    const environment = { PINTEREST_API_BASE_URL: `${server.url}/v5` };
    const streams = streamsOf((await run("discover", { config }, { environment })).messages);
    const catalog = configure(
      streams.filter(({ name }) => names.includes(asText(name))),
      "full_refresh",
    );
    ({ messages, code } = await run("read", { config, catalog }, { environment }));
  });
  after(() => server.close());

  it("has every stream complete, with the rows of all other ad accounts", () => {
    assert.deepEqual(errorsOf(messages), []);
    assert.equal(code, 0);
    const records = recordsOf(messages);
    for (const name of names) {
      assert.equal(statusesOf(messages).get(name)?.at(-1), "COMPLETE", name);
      const accounts = new Set(records.get(name)?.map(({ AD_ACCOUNT_ID: id }) => id));
      assert.deepEqual(accounts, new Set(adAccounts.filter((id) => id !== closed)), name);
    }
  });

  it("sends each rejected request again once, and knows better for all that follow", () => {
    const wasted = server.seen.filter(({ status }) => status === 400).length;
    // What is in flight before the first answer: 20 requests of analytics and 30 jobs, of which there are five levels.
    assert.ok(wasted > 0 && wasted <= 20 + 30 * 5, `${wasted} of ${server.seen.length} requests`);
  });

  it("requests each operation for the denied ad account once", () => {
    const denied = server.seen.filter(({ status }) => status === 403).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(denied.toSorted(), [
      `GET /v5/ad_accounts/${closed}/analytics`,
      `POST /v5/ad_accounts/${closed}/reports`,
    ]);
  });

  it("warns once of the columns, and of the ad account once for each kind of stream", () => {
    const warnings = messages.flatMap(({ log }) =>
      isObject(log) && log.level === "WARN" ? [asText(log.message)] : [],
    );
    assert.equal(warnings.length, 2, warnings.join("\n"));
    assert.ok(warnings.some((line) => line.includes(`skipped ad account ${closed}: `)));
    assert.ok(warnings.some((line) => rejected.every((column) => line.includes(column))));
  });
});
