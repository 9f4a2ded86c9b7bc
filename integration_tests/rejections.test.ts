import assert from "node:assert/strict";
import { asText, isObject, isStringArray, type JsonObject } from "../src/json.ts";
import { type Asked, refuse } from "../test/scripted-api.ts";
import { errorsOf, recordsOf, statusesOf } from "./messages.ts";
import { catalogOf, openScriptedServer } from "./scripted-server.ts";

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

/** A request to the server. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** An ads API with 20 ad accounts, one without access, that rejects four columns at every level. */
function answerOf({ path, query, method, content, address: { origin } }: Asked) {
  if (path === "/ad_accounts") return { body: { items: adAccounts.map((id) => ({ id })), bookmark: null } };
  if (path.startsWith("/files/"))
    return { body: { "7": [{ DATE: "2026-06-20", AD_ACCOUNT_ID: path.split("/")[2], ...targeting }] } };
  const [, account = ""] = /^\/ad_accounts\/(\d+)\//u.exec(path) ?? [];
  if (account === closed) return refuse(403, 29, "You are not permitted to access that resource.");
  if (path.endsWith("/reports") && method === "GET")
    return { body: { report_status: "FINISHED", url: `${origin}/files/${query.get("token")}` } };
  const columns = isStringArray(content?.columns) ? content.columns : query.getAll("columns");
  const named = columns.flatMap((each) => each.split(",")).filter((column) => rejected.includes(column));
  if (named.length > 0) return refuse(400, 1, `Columns ${named.join(", ")} are not available.`);
  if (path.endsWith("/reports")) return { body: { token: account, report_status: "IN_PROGRESS" } };
  return { body: [{ DATE: query.get("start_date"), AD_ACCOUNT_ID: account }] };
}

describe("an API that rejects four columns and denies access to an ad account", () => {
  const seen: Seen[] = [];
  let messages: readonly JsonObject[];
  let code: number | null;

  before(async () => {
    const server = await openScriptedServer((asked) => {
      const answer = { status: 200, ...answerOf(asked) };
      seen.push({ method: asked.method, path: asked.path, status: answer.status });
      return answer;
    });
    const config = {
      credentials: { auth_method: "access_token", access_token: "token" },
      start_date: new Date(Date.now() - 400 * 86_400_000).toISOString().slice(0, 10),
      num_workers: 20,
    };
    ({ messages, code } = await server.run("read", { config, catalog: await catalogOf(names, "full_refresh") }));
    await server.close();
  });

  it("completes every stream with the rows of all other ad accounts", () => {
    assert.deepEqual(errorsOf(messages), []);
    assert.equal(code, 0);
    const records = recordsOf(messages);
    for (const name of names) {
      assert.equal(statusesOf(messages).get(name)?.at(-1), "COMPLETE", name);
      const accounts = new Set(records.get(name)?.map(({ AD_ACCOUNT_ID: id }) => id));
      assert.deepEqual(accounts, new Set(adAccounts.filter((id) => id !== closed)), name);
    }
  });

  it("gets each rejected request again once, and none of its kind afterward", () => {
    const wasted = seen.filter(({ status }) => status === 400).length;
    // Requests in flight before the first response: 20 analytics requests and 30 report jobs over five levels.
    assert.ok(wasted > 0 && wasted <= 20 + 30 * 5, `${wasted} of ${seen.length} requests`);
  });

  it("gets one request per operation for the denied ad account", () => {
    const denied = seen.filter(({ status }) => status === 403).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(denied.toSorted(), [
      `GET /ad_accounts/${closed}/analytics`,
      `POST /ad_accounts/${closed}/reports`,
    ]);
  });

  it("causes one warning for the columns, and one per kind of stream for the ad account", () => {
    const warnings = messages.flatMap(({ log }) =>
      isObject(log) && log.level === "WARN" ? [asText(log.message)] : [],
    );
    assert.equal(warnings.length, 2, warnings.join("\n"));
    assert.ok(warnings.some((line) => line.includes(`skipped ad account ${closed}: `)));
    assert.ok(warnings.some((line) => rejected.every((column) => line.includes(column))));
  });
});
