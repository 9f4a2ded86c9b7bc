import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArguments } from "../../src/commands/arguments.ts";
import { type Invocation, runCommand } from "../../src/commands/run.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { FakeClock } from "../fake-clock.ts";
import { refuse, respond } from "../pinterest/scripted-transport.ts";
import { Sink } from "../protocol/sink.ts";

type Api = (path: string, query: URLSearchParams) => HttpResponse | undefined;

/** An account that has the boards and ad accounts, and lists them 250 at a time. */
function accountWith(boards: readonly string[], adAccounts: readonly string[]): Api {
  return (path, query) => {
    const [, collection, id] = path.split("/");
    const all = collection === "boards" ? boards : adAccounts;
    if (path === "/user_account") return respond(200, { username: "someone" });
    if (id !== undefined) return all.includes(id) ? respond(200, { id }) : refuse(404, 40, "Not found.");
    const start = Number(query.get("bookmark")?.slice("at ".length) ?? 0);
    const end = start + 250;
    const items = all.slice(start, end).map((each) => ({ id: each }));
    return respond(200, { items, bookmark: end < all.length ? `at ${end}` : null });
  };
}

/** Runs check. Requests that `before` says nothing of are answered by an account that has all that is configured. */
async function check(config: JsonObject, before: Api = () => undefined) {
  const folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  const path = join(folder, "config.json");
  await writeFile(path, JSON.stringify({ credentials: { access_token: "pina_1" }, ...config }));
  const sink = new Sink();
  const clock = new FakeClock(0);
  const redactor = new Redactor();
  const requests: string[] = [];
  const account = accountWith(textsIn(config.board_ids), textsIn(config.ad_account_ids));
  const transport = {
    send({ url }: { readonly url: string }): Promise<HttpResponse> {
      const { pathname, searchParams } = new URL(url);
      const apiPath = pathname.slice("/v5".length);
      requests.push(apiPath);
      return Promise.resolve(before(apiPath, searchParams) ?? account(apiPath, searchParams) ?? respond(200, {}));
    },
  };
  const writer = new MessageWriter(sink, clock, redactor, { debug: false });
  try {
    await runCommand(invocationOf("check", "--config", path), {
      writer,
      redactor,
      clock,
      random: () => 0.5,
      environment: {},
      network: () => Promise.resolve({ transport, download: () => assert.fail("nothing is downloaded") }),
      signal: new AbortController().signal,
      stdout: sink,
      stderr: sink,
    });
    await writer.flush();
  } finally {
    await rm(folder, { recursive: true });
  }
  const status = sink.messages.map((message) => (isObject(message) ? message.connectionStatus : undefined)).at(-1);
  assert.ok(isObject(status), sink.text);
  return { requests, status: status.status, message: asText(status.message) };
}

function invocationOf(...args: readonly string[]): Invocation {
  const request = parseArguments(args);
  assert.ok(request.asks === "run");
  return request;
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(asText) : [];
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(1000 + index));
const most = 12;

describe("check", () => {
  it("makes one request for the token where nothing else is named", async () => {
    const { requests, status } = await check({});
    assert.deepEqual([requests, status], [["/user_account"], "SUCCEEDED"]);
  });

  it("makes a dozen requests at most, however many IDs there are", async () => {
    for (const count of [1, 4, 5, 250, 1_000, 10_000]) {
      const { requests, status } = await check({ board_ids: ids(count), ad_account_ids: ids(count) });
      assert.equal(status, "SUCCEEDED");
      assert.ok(requests.length <= most, `${requests.length} requests for ${count} IDs`);
    }
  });

  it("makes no more where nothing that is named is in the lists, and no list is to be had", async () => {
    for (const refusal of [
      refuse(401, 3, "Your token lacks a scope."),
      refuse(403, 29, "You are not permitted to access that resource."),
      refuse(400, 1, "Invalid request."),
    ]) {
      const { requests } = await check({ board_ids: ids(1_000), ad_account_ids: ids(1_000) }, (path) =>
        path === "/boards" || path === "/user_account" ? refusal : undefined,
      );
      assert.ok(requests.length <= most, `${requests.length} requests`);
    }
    const strangers = accountWith(
      ids(1_000).map((id) => `9${id}`),
      [],
    );
    const { requests, status } = await check({ board_ids: ids(1_000) }, (path, query) =>
      path.startsWith("/boards/") ? respond(200, { id: "1" }) : strangers(path, query),
    );
    assert.equal(status, "SUCCEEDED", "a board of somebody else is in no list");
    assert.ok(requests.length <= most, `${requests.length} requests`);
  });

  it("requests the few that are named, and of many those that the account's list does not have", async () => {
    for (const count of [3, 400]) {
      const boards = [...ids(count), "7"];
      const { status, message, requests } = await check({ board_ids: boards }, accountWith(ids(count), []));
      assert.equal(status, "FAILED");
      assert.match(message, /"board_ids" names the board 7, which does not exist/u);
      assert.ok(requests.includes("/boards/7"));
      const adAccounts = await check({ ad_account_ids: [...ids(count), "7"] }, accountWith([], ids(count)));
      assert.match(adAccounts.message, /"ad_account_ids" names the ad account 7, which does not exist/u);
    }
  });

  it("tells of the ad account where boards cannot be listed since it is wrong", async () => {
    const refusal = refuse(403, 29, "You are not permitted to access that resource.");
    const { message } = await check({ ad_account_ids: ["7"], board_ids: ids(9) }, (path, query) =>
      query.has("ad_account_id") || path === "/ad_accounts/7" ? refusal : undefined,
    );
    assert.match(message, /"ad_account_ids" names the ad account 7/u);
  });

  describe("of a custom report that is always refused", () => {
    const statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"];
    const report = { name: "mine", columns: ["SPEND_IN_DOLLAR"] };

    for (const [title, wrong, reason] of [
      [
        "names more statuses than one takes",
        { level: "ADVERTISER", campaign_statuses: [...statuses, "DRAFT", "DELETED_DRAFT"] },
        /custom_mine filters by more than 6 statuses/u,
      ],
      [
        "filters product items by their ads",
        { level: "PRODUCT_ITEM", ad_statuses: ["APPROVED"] },
        /custom_mine filters by the statuses of ads/u,
      ],
      [
        "filters product items by their ads, and splits them",
        { level: "PRODUCT_ITEM_TARGETING", ad_statuses: ["APPROVED"] },
        /custom_mine filters by the statuses of ads/u,
      ],
    ] as const) {
      it(`fails before any request, as the report ${title}`, async () => {
        const { requests, status, message } = await check({ custom_reports: [{ ...report, ...wrong }] });
        assert.equal(status, "FAILED");
        assert.match(message, reason);
        assert.deepEqual(requests, []);
      });
    }

    it("passes one that is read in several reports", async () => {
      const all = [...statuses, "DRAFT", "DELETED_DRAFT"];
      for (const fine of [
        { level: "CAMPAIGN", campaign_statuses: all },
        { level: "ADVERTISER", campaign_statuses: statuses },
        { level: "PRODUCT_ITEM", campaign_statuses: statuses },
      ]) {
        assert.equal((await check({ custom_reports: [{ ...report, ...fine }] })).status, "SUCCEEDED");
      }
    });
  });
});
