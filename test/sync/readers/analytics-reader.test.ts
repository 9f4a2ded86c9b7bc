import assert from "node:assert/strict";
import type { Config } from "../../../src/config/config.ts";
import { asText } from "../../../src/json.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { Partition } from "../../../src/sync/partitions/partition.ts";
import { readStream } from "../../../src/sync/read-stream.ts";
import { AnalyticsReader } from "../../../src/sync/readers/analytics-reader.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { CutProgress, scriptedLoop } from "../scripted-loop.ts";

const span = { from: "2026-06-26", through: "2026-06-30" };

function pin(id: number, group = "standard"): Partition {
  return { key: String(id), parameters: { pin_ids: String(id) }, revision: undefined, group };
}

const pins = (count: number, group?: string) => Array.from({ length: count }, (_, index) => pin(index + 1, group));

function metrics() {
  return { all: { daily_metrics: [{ date: "2026-06-26", data_status: "READY", metrics: { IMPRESSION: 1 } }] } };
}

const idsOf = ({ query }: ApiRequest) => query.getAll("pin_ids").flatMap((ids) => ids.split(","));
const respondToAll = (request: ApiRequest): ApiResponse => ({
  body: Object.fromEntries(idsOf(request).map((id) => [id, metrics()])),
});
const denied = apiError(401, 7, "Not authorized to access board or Pin.");
const restricted = apiError(401, 3, "Your application does not have access to this restricted feature.");

function begin(script: (request: ApiRequest) => ApiResponse, name = "pin_analytics", config: Partial<Config> = {}) {
  const stream = streamNamed(name);
  const { reading } = stream;
  assert.ok(reading.by === "analytics");
  const found: Partition[] = [];
  const { loop, context, api, log, clock } = scriptedLoop(stream, script, { partitions: found, config });
  const reader = new AnalyticsReader(loop, reading, context);
  /** Reads partitions in one slice. Returns the error that ends the stream. */
  const read = async (members: readonly Partition[], range = span) => {
    found.splice(0, found.length, ...members);
    const progress = new CutProgress(() => [{ parent: "", members, range }]);
    const error = await readStream(progress, reader, loop, context).catch((thrown: unknown) => thrown);
    const rows = progress.pages.flatMap(({ records }) =>
      records.map(({ pin_id, date }) => `${asText(pin_id)} ${asText(date)}`),
    );
    const pages = progress.pages.map(({ records, closed }) => [records.length, closed.length]);
    return { rows, pages, finished: progress.closed, error };
  };
  return { reader, read, api, log, clock };
}

describe("AnalyticsReader", () => {
  it("requests one partition per request without batches", async () => {
    const { read, api } = begin(() => ({ body: metrics() }), "user_account_analytics");
    const { finished } = await read([{ key: "all", parameters: {}, revision: undefined, group: "" }]);
    assert.deepEqual(finished, ["all"]);
    assert.deepEqual(api.requests, ["/user_account/analytics?start_date=2026-06-26&end_date=2026-06-30"]);
  });

  it("requests a batch at once", async () => {
    const { read, api } = begin(respondToAll);
    const { rows, finished } = await read(pins(100));
    assert.equal(api.requests.length, 1);
    assert.equal(rows.length, 100);
    assert.equal(finished.length, 100);
    assert.match(api.requests[0] ?? "", /start_date=2026-06-26&end_date=2026-06-30/u);
  });

  it("returns a response with many rows in several pages, each row once", async () => {
    const days = ["26", "27", "28", "29", "30"].map((day) => ({
      ...metrics().all.daily_metrics[0],
      date: `2026-06-${day}`,
    }));
    const { read } = begin((request) => ({
      body: Object.fromEntries(idsOf(request).map((id) => [id, { all: { daily_metrics: days } }])),
    }));
    const { rows, pages, finished } = await read(pins(100));
    assert.deepEqual([rows.length, new Set(rows).size, finished.length], [500, 500, 100]);
    assert.deepEqual(pages, [
      [250, 0],
      [250, 100],
    ]);
  });

  it("requests the dates that are available at the time of the request", async () => {
    const { read, api, clock } = begin(respondToAll);
    const first = { from: "2026-04-02", through: "2026-04-03" };
    await clock.sleep(86_400_000);
    await read(pins(1), first);
    assert.match(api.requests.join(), /start_date=2026-04-03&end_date=2026-04-03/u);
    await clock.sleep(86_400_000);
    const { rows, finished } = await read(pins(1), first);
    assert.deepEqual([api.requests.length, rows, finished], [1, [], ["1"]]);
  });

  it("does not close Pins without a row in the response, and warns once", async () => {
    const { read, log } = begin(() => ({
      body: { "1": metrics(), "3": {}, "4": { all: { daily_metrics: [] } } },
    }));
    const { rows, finished } = await read(pins(4));
    assert.deepEqual([rows, finished], [["1 2026-06-26"], ["1"]]);
    assert.deepEqual(await log.logs("WARN"), [
      "pin_analytics: the response to multi_pins/analytics lacked 3 of 4 IDs (2, 3, 4); the next sync rereads their dates",
    ]);
    await read(pins(4));
    assert.equal((await log.logs("WARN")).length, 1);
  });

  describe("without access to batches", () => {
    const script = (request: ApiRequest): ApiResponse =>
      request.path === "/pins/analytics" ? restricted : { body: metrics() };

    it("requests single Pins after one rejected batch", async () => {
      const { reader, read, api, log } = begin(script);
      const first = await read(pins(2));
      const second = await read([pin(3)]);
      assert.deepEqual([...first.rows, ...second.rows], ["1 2026-06-26", "2 2026-06-26", "3 2026-06-26"]);
      assert.deepEqual([...first.finished, ...second.finished], ["1", "2", "3"]);
      assert.equal(reader.requestsFor(3), 3);
      assert.equal(api.calls("/pins/analytics"), 1);
      assert.deepEqual(
        api.requests.slice(1).map((request) => request.split("?")[0]),
        ["/pins/1/analytics", "/pins/2/analytics", "/pins/3/analytics"],
      );
      assert.match((await log.logs("INFO")).join(), /one at a time with pins\/analytics/u);
    });

    it("does not close a Pin without a row", async () => {
      const { read, log } = begin((request) =>
        request.path === "/pins/2/analytics" ? { body: { all: { daily_metrics: [] } } } : script(request),
      );
      assert.deepEqual((await read(pins(3))).finished, ["1", "3"]);
      assert.match((await log.logs("WARN")).join(), /lacked 1 of 1 IDs \(2\)/u);
    });

    it("logs the fallback once, even with several batches in flight", async () => {
      const { read, log } = begin(script);
      await Promise.all([read([pin(1), pin(2)]), read([pin(3), pin(4)])]);
      const told = (await log.logs("INFO")).filter((line) => line.includes("one at a time"));
      assert.equal(told.length, 1);
    });
  });

  it("finds the inaccessible Pin of a batch and reads the others", async () => {
    const { read, api, log } = begin((request) => (idsOf(request).includes("37") ? denied : respondToAll(request)));
    const { rows, finished, error } = await read(pins(100));
    assert.equal(error, undefined);
    assert.equal(rows.length, 99);
    assert.ok(!rows.includes("37 2026-06-26"));
    assert.deepEqual([new Set(finished).size, finished.length], [99, 99]);
    assert.ok(!finished.includes("37"), "not known, so read from the first day once accessible");
    assert.ok(api.requests.length <= 16, `${api.requests.length} requests`);
    assert.deepEqual((await log.logs("WARN")).length, 1);
    assert.match((await log.logs("WARN")).join(), /skipped pin 37:/u);
  });

  it("does not split a batch after an error that no single Pin causes", async () => {
    const { read, api } = begin(() => apiError(401, 2, "Authentication failed."));
    const { error } = await read(pins(4));
    assert.ok(error instanceof ApiError && error.kind === "authentication");
    assert.equal(api.requests.length, 2, "the request and its repetition");
  });

  it("throws if the request for a single Pin is rejected", async () => {
    const { read } = begin(() => apiError(400, 1, "You can only get data from the last 90 days."));
    const { rows, error } = await read(pins(4));
    assert.ok(error instanceof ApiError && error.kind === "invalid_request");
    assert.deepEqual(rows, []);
  });

  describe("with metrics that can be rejected", () => {
    const metricsOf = ({ query }: ApiRequest) => (query.get("metric_types") ?? "").split(",");

    it("requests only accepted metrics after a rejection", async () => {
      const { read, api, log } = begin((request) =>
        metricsOf(request).includes("PROFILE_VISIT")
          ? apiError(400, 1, "Invalid metric_types.")
          : respondToAll(request),
      );
      assert.equal((await read([pin(1, "video"), pin(2, "video")])).rows.length, 2);
      const found = api.requests.length;
      assert.ok(found <= 7, `${found} requests`);
      assert.equal((await read([pin(3, "video")])).rows.length, 1);
      assert.equal(api.requests.length, found + 1);
      assert.ok(["VIDEO_START", "USER_FOLLOW", "SAVE"].every((metric) => api.requests.at(-1)?.includes(metric)));
      const warnings = await log.logs("WARN");
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", /rejected the metric types PROFILE_VISIT; /u);
    });

    it("requests each group with its own metrics", async () => {
      const { read, api } = begin(respondToAll);
      await read([pin(1)]);
      assert.ok(!(api.requests[0] ?? "VIDEO").includes("VIDEO"));
    });
  });

  it("attributes a rejection to an ID once the group's metrics were accepted", async () => {
    const { read, api } = begin((request) =>
      idsOf(request).includes("2") ? apiError(400, 1, "Invalid Pin.") : respondToAll(request),
    );
    assert.equal((await read([pin(1, "video")])).rows.length, 1);
    const { rows, finished, error } = await read([pin(2, "video"), pin(3, "video")]);
    assert.match(String(error), /\(pin_ids 2\)/u);
    assert.deepEqual([rows, finished], [["3 2026-06-26"], ["3"]]);
    assert.ok(api.requests.every((request) => request.includes("PROFILE_VISIT")));
  });

  describe("when the first request is rejected for one ID", () => {
    const about = (...culprits: readonly string[]) =>
      begin((request) =>
        idsOf(request).some((id) => culprits.includes(id)) ? apiError(400, 1, "Invalid Pin.") : respondToAll(request),
      );

    for (const culprit of [1, 37, 100]) {
      it(`finds the ID and reads the others: number ${culprit} of 100`, async () => {
        const { read, log } = about(String(culprit));
        const { rows, finished, error } = await read(pins(100));
        assert.deepEqual([rows.length, finished.length], [99, 99]);
        assert.ok(!finished.includes(String(culprit)));
        assert.match((await log.logs("WARN")).join(), new RegExp(`skipped pin ${culprit}: .*Invalid Pin`, "u"));
        assert.ok(error instanceof ApiError && error.kind === "invalid_request");
        assert.match(error.message, new RegExp(`Invalid Pin\\. \\(pin_ids ${culprit}\\)`, "u"));
      });
    }

    it("names all rejected IDs", async () => {
      const { rows, error } = await about("2", "60").read(pins(100));
      assert.equal(rows.length, 98);
      assert.match(String(error), /\(pin_ids 2, 60\)/u);
    });

    it("attributes the rejection to the request if several single IDs are rejected and none is accepted", async () => {
      const { read, api } = about(...pins(100).map(({ key }) => key));
      const { error, finished } = await read(pins(100));
      assert.ok(error instanceof ApiError && error.kind === "invalid_request");
      assert.doesNotMatch(error.message, /pin_ids/u);
      assert.deepEqual(finished, []);
      // The reader first tests whether the metrics are the cause.
      assert.ok(api.requests.length <= 40, `${api.requests.length} requests`);
    });

    it("repeats the request for one ID if the same request is accepted then", async () => {
      let requests = 0;
      const { read } = begin((request) => {
        requests += 1;
        return requests === 1 ? apiError(400, 1, "Invalid Pin.") : respondToAll(request);
      });
      assert.equal((await read(pins(1))).rows.length, 1);
    });
  });

  it("sends the common parameters of a batch with its IDs", async () => {
    const { read, api } = begin(() => ({ body: [] }), "campaign_analytics");
    const campaign = (id: string): Partition => ({
      key: `549/${id}`,
      parameters: { ad_account_id: "549", campaign_ids: id },
      revision: undefined,
      group: "",
    });
    const { finished } = await read([campaign("1"), campaign("2")]);
    assert.equal(finished.length, 2);
    assert.equal(api.requests.length, 1);
    const [path, search] = (api.requests[0] ?? "").split("?");
    assert.equal(path, "/ad_accounts/549/campaigns/analytics");
    const query = new URLSearchParams(search);
    assert.deepEqual(
      query.getAll("campaign_ids").flatMap((ids) => ids.split(",")),
      ["1", "2"],
    );
    assert.equal(query.has("ad_account_id"), false);
  });
});
