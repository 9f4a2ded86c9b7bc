import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../../test/scripted-api.ts";
import { type Accounts, daysFrom, statuses } from "./facts.ts";
import {
  check,
  pagesOf,
  type Read,
  type ReadOptions,
  read as readInProcess,
  reporting,
  type Server,
} from "./server.ts";
import { type Refusal, World } from "./world.ts";

/*
 * Each rule about a hostile server once through the built program. The tests in test/sync and test/pinterest hold the
 * rules exactly, and `random.test.ts` combines them.
 */

const boards = ["1", "2", "3", "4", "5"].map((id) => ({ id, name: `Board ${id}` }));
const allIds = boards.map(({ id }) => id);
const healthy = pagesOf("/boards", boards);
const isSecondPage = ({ query }: ApiRequest) => query.get("bookmark") === "page-at-2";

const read = (server: Server, streams: readonly string[], options: ReadOptions = {}) =>
  readInProcess(server, streams, { ...options, by: "program" });

/** Returns a server of boards that gives some requests another response. */
const disturbed =
  (response: ApiResponse, isDisturbed: (request: ApiRequest) => boolean): Server =>
  (request, clock) =>
    isDisturbed(request) ? response : healthy(request, clock);

/** Ad accounts from 500 on, each with a campaign of each status. */
const accountsOf = (count: number): Accounts =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => String(500 + index)).map((account) => [
      account,
      statuses.map((status, index) => ({ id: `${account}${index}`, status })),
    ]),
  );

/** Reads a stream that a server refuses some requests of. */
async function readRefused(refusal: Refusal, accounts = accountsOf(2), config: JsonObject = {}) {
  const world = new World(accounts, [refusal]);
  const result = await read(world.answer, [refusal.stream], { config });
  result.assertComplete(refusal.stream);
  return { world, result, lost: world.differences(refusal.stream, result.records(refusal.stream)) };
}

describe("the built program and a server", () => {
  it("whose first response is a web page, an unknown error, or a rate limit in words, loses no row", async () => {
    for (const response of [
      { status: 401, body: "<!DOCTYPE html>\n<html><body>Gateway</body></html>" },
      { status: 499, body: "" },
      apiError(400, 1, "too many requests"),
    ]) {
      let calls = 0;
      const isFirst = ({ path }: ApiRequest) => {
        calls += path === "/boards" ? 1 : 0;
        return path === "/boards" && calls === 1;
      };
      const result = await read(disturbed(response, isFirst), ["boards"]);
      result.assertComplete("boards");
      assert.deepEqual(result.ids("boards"), allIds);
    }
  });

  it("that puts an error beside an empty list ends the stream INCOMPLETE", async () => {
    const response = { body: { items: [], bookmark: null, message: "Something is wrong" } };
    (await read(disturbed(response, isSecondPage), ["boards"])).assertIncomplete("boards", "transient_error");
  });

  it("that rejects a bookmark of the state is read from the first page on", async () => {
    const options = { mode: "full_refresh", job: "7" } as const;
    const first = await read(disturbed(apiError(500, 12, "x"), isSecondPage), ["boards"], options);
    first.assertIncomplete("boards", "transient_error");
    const edited = JSON.stringify(first.state).replaceAll("page-at-2", "start_index=5");
    assert.notEqual(edited, JSON.stringify(first.state));
    const again = await read(healthy, ["boards"], { ...options, state: JSON.parse(edited) });
    again.assertComplete("boards");
    assert.deepEqual(again.ids("boards"), allIds);
  });

  it("that fails in the middle of a full refresh is read from there on in the same job, and in another from the start", async () => {
    for (const [job, ids] of [
      ["7", ["3", "4", "5"]],
      ["", allIds],
    ] as const) {
      const options = { mode: "full_refresh", job } as const;
      const first = await read(disturbed(apiError(500, 12, "x"), isSecondPage), ["boards"], options);
      assert.deepEqual(first.ids("boards"), ["1", "2"]);
      assert.deepEqual((await read(healthy, ["boards"], { ...options, state: first.state })).ids("boards"), ids);
    }
  });

  it("that refuses requests for a while loses no value", async () => {
    for (const refusal of [
      { stream: "campaign_analytics_report", times: 2 },
      { stream: "campaigns", accounts: ["500"], times: 1, words: "The ad account is not ACTIVE." },
    ]) {
      const { result, lost } = await readRefused(refusal);
      assert.deepEqual([lost, result.warnings()], [[], []]);
    }
  });

  it("that refuses a value of one ad account loses it there, and in no other one", async () => {
    const stream = "campaigns";
    const refusal = { stream, accounts: ["500"], values: ["DRAFT"], words: "{all} is not supported." };
    const { world, lost } = await readRefused(refusal, accountsOf(60));
    const only = world.differences(stream, [], ({ account, value }) => account === "500" && value === "DRAFT");
    assert.deepEqual(lost, only);
    assert.ok(world.isProven(stream, "500", "DRAFT"));
  });

  it("that denies some of an ad account's campaigns loses these only", async () => {
    const campaigns = Array.from({ length: 8 }, (_, index) => ({ id: String(5000 + index), status: "ACTIVE" }));
    const stream = "campaign_analytics";
    const ids = ["5005", "5002"];
    const denied = { stream, status: 403, words: "You are not permitted to access that resource.", ids };
    const { world, result } = await readRefused(denied, { "500": campaigns }, { num_workers: 1 });
    const isOther = ({ id = "" }) => !ids.includes(id);
    assert.deepEqual(world.differences(stream, result.records(stream), isOther), []);
    for (const id of ids) assert.match(result.warnings(id).join("\n"), /skipped campaign/u);
  });

  it("that returns nothing recognizable fails check", async () => {
    const [status, message] = await check(() => ({ body: { items: [], bookmark: null } }), "program");
    assert.equal(status, "FAILED", message);
  });
});

describe("the built program and the file of a report", () => {
  const stream = "campaign_analytics_report";
  const row = (id: number, day: string, spend: number): JsonObject => ({
    CAMPAIGN_ID: String(id),
    DATE: day,
    SPEND_IN_DOLLAR: spend,
  });
  const fileOf = (some: readonly JsonObject[]) => JSON.stringify({ "500": some });

  it("of 0 bytes completes its stream without rows if its size is 0", async () => {
    const { server, downloads } = reporting(() => "", 0);
    const empty = await read(server, [stream]);
    empty.assertComplete(stream);
    assert.deepEqual([downloads.some((count) => count > 0), empty.records(stream)], [true, []]);
  });

  it("whose second download has another order than what went out takes all rows of the second", async () => {
    const rows = daysFrom("2026-05-01", "2026-06-29").flatMap((day) =>
      Array.from({ length: 50 }, (_, index) => row(600 + index, day, index)),
    );
    const whole = fileOf(rows);
    const { server, downloads } = reporting((_, download) =>
      download === 0 ? whole.slice(0, whole.length * 0.6) : fileOf(rows.toReversed()),
    );
    const result = await read(server, [stream]);
    result.assertComplete(stream);
    const keyOf = ({ CAMPAIGN_ID: id, DATE: day }: JsonObject) => `${asText(id)} ${asText(day)}`;
    assert.equal(new Set(result.records(stream).map(keyOf)).size, rows.length);
    assert.deepEqual(downloads, [2]);
  });

  it("without keys goes out only once its download is complete", async () => {
    const catalogReport = "catalogs_reports_distribution_issues";
    const lines = Array.from({ length: 1_000 }, (_, index) => `item ${index},issue ${index}`);
    const csv = (some: readonly string[]) => ["item_id,issue", ...some, ""].join("\n");
    const itemsOf = (result: Read) =>
      result.records(catalogReport).map((record) => /item \d+/u.exec(JSON.stringify(record))?.[0]);
    const backwards = lines.toReversed();
    const size = csv(lines).length;
    const { server } = reporting(
      (_, download) => (download === 0 ? csv(lines).slice(0, 15_005) : csv(backwards)),
      size,
    );
    const result = await read(server, [catalogReport]);
    result.assertComplete(catalogReport);
    assert.deepEqual(
      itemsOf(result),
      backwards.map((line) => line.split(",")[0]),
    );
  });

  it("with rows of one key and other numbers is warned of", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => row(100 + index, "2026-06-01", index));
    for (const [rows, count] of [
      [[...many, row(100, "2026-06-01", 0)], 0],
      [[...many, row(100, "2026-06-01", 5)], 1],
    ] as const) {
      const body = fileOf(rows);
      const result = await readInProcess(reporting(() => body, body.length).server, [stream]);
      result.assertComplete(stream);
      const warnings = result.warnings("keys?").filter((line) => line.startsWith(`${stream}: `));
      assert.equal(warnings.length, count, warnings.join("\n"));
    }
  });
});
