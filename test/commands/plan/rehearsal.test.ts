import assert from "node:assert/strict";
import { runInProcess } from "../../../integration_tests/bed/in-process.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { FakeClock } from "../../fake-clock.ts";
import { parsedObject } from "../../narrow.ts";
import { type ApiRequest, apiError, page, pageOfAll, respond, type Script, ScriptedApi } from "../../scripted-api.ts";
import { noon } from "../../today.ts";

/** Pins per board, of which the account has 900 in all. */
const pinsOf = [10, 600, 0, 30];
const account = { id: "1", username: "garden", pin_count: 900, board_count: 4, follower_count: 600 };
const boards = pinsOf.map((count, index) => ({ id: `20${index}`, pin_count: count }));
const rows = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${1000 + index}`,
    created_at: new Date(noon - index * 3_600_000).toISOString().slice(0, 19),
  }));
const adAccounts = [
  { id: "71", permissions: ["ADMIN"] },
  { id: "72", permissions: ["AUDIENCE", "ADMIN"] },
  { id: "73", permissions: ["AUDIENCE"] },
];

/** An account with sections on its first board, and a role without access in its last ad account. */
function respondTo(request: ApiRequest) {
  const [, collection, id = "", list, section] = request.path.split("/");
  const size = Number(request.query.get("page_size") ?? 25);
  const all = (items: readonly JsonObject[]) => pageOfAll(items, request, size);
  if (request.path === "/search/pins") return apiError(401, 3, "Missing: ['pins:read_secret']");
  if (request.path === "/user_account") return respond(200, account);
  if (request.path === "/user_account/followers") return all(rows(600, "5").map(({ id: username }) => ({ username })));
  if (request.path === "/pins") return all(rows(900, "3"));
  if (collection === "boards" && id === "") return all(boards);
  if (section !== undefined) return all(rows(3, "6"));
  if (list === "pins") return all(rows(pinsOf[Number(id.at(-1))] ?? 0, id));
  if (list === "sections") return all(id === "200" ? rows(2, "4") : []);
  if (request.path === "/ad_accounts") return all(adAccounts);
  if (id === "73") return apiError(403, 29, "You are not permitted to access that resource.");
  return list === "campaigns" ? all(rows(300, id)) : page([]);
}

async function run(command: string, args: readonly string[], before: Script = () => undefined) {
  const clock = new FakeClock(noon);
  const api = new ScriptedApi(clock, async (request, signal) => (await before(request, signal)) ?? respondTo(request));
  const network = () => ({ transport: api, download: () => assert.fail("unexpected download") });
  const files = { config: { credentials: { access_token: "pina_1" } } };
  const { stdout } = await runInProcess(command, files, { network, clock, args });
  return { stdout, requests: api.requests };
}

describe("plan of a scripted account", () => {
  const names = "account,boards,board_pins,board_sections,board_section_pins,pins,followers,campaigns,ads";

  it("says of a list that can't be reached why it isn't read, if others are", async () => {
    const broken: Script = ({ path }) =>
      path === "/ad_accounts" ? new TransportError("the connection broke") : undefined;
    const { stdout } = await run("plan", ["--json", "--streams", "account,ad_accounts"], broken);
    const { streams } = parsedObject(stdout);
    assert.ok(Array.isArray(streams));
    const problems = streams.filter(isObject).map(({ problem }) => asText(problem));
    assert.equal(problems[0], "");
    assert.match(problems[1] ?? "", /^Pinterest could not be reached, even after retries: .*the connection broke/u);
  });

  it("counts the Pins that Pinterest lists of a board, and names boards with more and that of the catalog", async () => {
    const large = [12, 191_632, 7].map((pin_count, index) => ({
      id: `20${index}`,
      name: `Board ${index}`,
      pin_count,
    }));
    const [first, ...others] = large;
    const lists: Script = ({ path }) =>
      path === "/boards" ? page([{ ...first, name: "Products" }, ...others]) : undefined;
    const { stdout } = await run("plan", ["--json", "--streams", "boards,board_pins"], lists);
    const { streams, largeBoards } = parsedObject(stdout);
    assert.deepEqual(largeBoards, { Products: 12, "Board 1": 191_632 });
    assert.ok(Array.isArray(streams));
    // The plan read the first board itself.
    assert.deepEqual(
      streams.filter(isObject).map(({ requests }) => requests),
      [2, 1 + 400 + 1],
    );
  });

  it("doesn't ask for the scopes of secret boards without a stream of boards or Pins", async () => {
    const { requests } = await run("plan", ["--streams", "account,ad_accounts"]);
    assert.deepEqual(
      requests.map((each) => each.split("?")[0]),
      ["/user_account", "/ad_accounts"],
    );
  });

  it("expects other Pins of each ad, also on further pages", async () => {
    const ids = ["71", "72", "73", "74", "75", "76"];
    const advertising: Script = (request) => {
      const [, collection, id = "", list] = request.path.split("/");
      if (collection === "pins") return respond(200, { id });
      if (list !== "ads") return page(ids.map((each) => ({ id: each })));
      const ads = [0, 1, 2, 3].map((each) => ({ id: `${id}${each}`, ad_account_id: id, pin_id: `${id}0${each}` }));
      return pageOfAll(ads, request, 2);
    };
    const { stdout } = await run("plan", ["--json", "--streams", "ad_pins"], advertising);
    const { requests } = await run("read", ["--streams", "ad_pins"], advertising);
    assert.equal(requests.length, 1 + ids.length * (2 + 4));
    // It expects the ads of two ad accounts on one page each.
    assert.equal(parsedObject(stdout).requests, requests.length - 2);
  });

  it("expects as many rows in lists that it doesn't read as the median of others has", async () => {
    const counts: Readonly<Record<string, number>> = { 71: 30, 72: 2, 73: 10, 74: 7, 75: 4 };
    const campaigns: Script = (request) => {
      const [, , id = "", list] = request.path.split("/");
      if (id === "") return page(Object.keys(counts).map((each) => ({ id: each })));
      return list === "campaigns" ? pageOfAll(rows(counts[id] ?? 0, id), request, 250) : page([]);
    };
    const { stdout } = await run("plan", ["--json", "--streams", "campaigns,keywords"], campaigns);
    const { streams } = parsedObject(stdout);
    assert.ok(Array.isArray(streams));
    const [first] = streams.filter(isObject);
    // Of the fourth ad account, when it has read the lists of three.
    assert.deepEqual([first?.rows, first?.isEstimate], [30 + 2 + 10 + 10 + 4, true]);
  });

  it("requests nothing more of an ad account that denies a list, unless nothing is below that", async () => {
    for (const [denied, asked] of [
      ["audiences", ["audiences"]],
      ["customer_lists", ["audiences", "customer_lists", "campaigns"]],
    ] as const) {
      const script: Script = ({ path }) => {
        if (path === "/ad_accounts") return page(["71", "72"].map((id) => ({ id })));
        return path === `/ad_accounts/71/${denied}`
          ? apiError(403, 29, "You are not permitted to access it.")
          : undefined;
      };
      const streams = "audiences,audience_shared_accounts,customer_lists,campaigns";
      const { requests } = await run("plan", ["--streams", streams], script);
      const lists = requests.flatMap((each) => /^\/ad_accounts\/71\/(\w+)/u.exec(each)?.[1] ?? []);
      assert.deepEqual([...new Set(lists)], asked);
    }
  });

  it("counts the requests that a read makes", async () => {
    const { stdout, requests } = await run("plan", ["--json", "--streams", names]);
    const plan = parsedObject(stdout);
    const read = await run("read", ["--streams", names]);
    assert.equal(plan.requests, read.requests.length);
    const { streams, made, ...others } = plan;
    assert.ok(Array.isArray(streams));
    const columns = streams.filter(isObject).map(({ name, requests: calls, rows: count, isLowerBound, isEstimate }) => {
      const isLeast = isLowerBound === true ? "+" : "";
      return `${asText(name)} ${asText(calls)}${isLeast} ${isEstimate === true ? "~" : ""}${asText(count ?? "?")}`;
    });
    // Lists of boards and ad accounts count for the first stream that needs them. Campaigns are taken for two pages each.
    assert.deepEqual(columns, [
      "account 0 1",
      "boards 2 4",
      "board_pins 6 ~640",
      "board_sections 4 ?",
      "board_section_pins 2+ ~6",
      "pins 4 ~900",
      "followers 3 ~600",
      "campaigns 6 ~1000",
      "ads 3 ?",
    ]);
    assert.deepEqual(others, {
      requests: 30,
      categories: { org_read: 18, ads_read: 12 },
      profiles: {},
      standardMinutes: 0.018,
      trialDays: 1,
      missingScopes: ["pins:read_secret"],
      extrapolated: ["campaigns/list", "board_sections/list_pins"],
      largeBoards: {},
    });
    assert.equal(made, requests.length);
    const paths = requests.map((each) => each.split("?")[0]);
    assert.deepEqual(paths, [
      "/user_account",
      "/ad_accounts",
      "/boards",
      "/pins",
      "/ad_accounts/71/campaigns",
      "/ad_accounts/71/ads",
      "/boards/200/pins",
      "/boards/200/sections",
      "/boards/201/sections",
      "/boards/202/sections",
      "/boards/200/sections/41000/pins",
      // Which scopes a pasted token lacks.
      "/search/pins",
    ]);
  });
});
