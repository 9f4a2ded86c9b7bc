import assert from "node:assert/strict";
import { type ApiRequest, type ApiResponse, apiError, page, pageOfAll } from "../scripted-api.ts";
import { busy, denied, fault, idsOf, rejected, rows } from "./api.ts";
import { type Read, type Script, scriptedRead } from "./scripted-read.ts";
import { itSyncs, valuesOf } from "./situations.ts";

const ofAccount =
  (script: Script): Script =>
  (request, signal) =>
    request.path === "/ad_accounts" ? page(rows("549")) : script(request, signal);

/** Returns a script for one path. */
const at =
  (path: string, script: (request: ApiRequest) => ApiResponse | undefined): Script =>
  (request) =>
    request.path === path ? script(request) : undefined;

describe("an invalid response", () => {
  for (const [body, where] of [
    [{ items: [{ id: "1" }, null], bookmark: null }, /items\[1\] is null/u],
    [{ items: [{ id: "1" }, { name: "x" }], bookmark: null }, /items\[1\]\.id is missing/u],
    [{ boards: [{ id: "1" }], bookmark: null }, /items is missing/u],
  ] as const)
    itSyncs(
      `is retried, then ends only its stream INCOMPLETE, without records: ${where.source}`,
      ["boards", "ad_accounts"],
      {
        api: ({ path }) => (path === "/boards" ? { body } : page(rows("549"))),
        ids: [],
        error: ["transient_error", where],
        calls: { "/boards": 6 },
        also: ({ outcomes }) => assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]),
      },
    );

  for (const [name, field] of [
    ["metrics_ready_state", "items"],
    ["pin_product_tags", "data"],
    ["audience_insights", "items"],
  ] as const)
    itSyncs(`is one without any field of ${name}, which has one row per request`, name, {
      api: ofAccount(({ path }) => (path === "/pins" ? page(rows("1")) : { body: { [field]: null, bookmark: null } })),
      ids: [],
      error: ["transient_error", new RegExp(`no field of the stream, but ${field} and bookmark`, "u")],
      warnings: "any",
    });

  itSyncs("of five megabytes is truncated in messages", "boards", {
    api: at("/boards", () => rejected("x".repeat(5_000_000))),
    error: ["config_error", /^.{1000,1500}$/su],
    also: ({ lines }) => assert.ok(JSON.stringify(lines).length < 20_000),
  });

  it("with status 200 and the code of a rate limit is retried for minutes", async () => {
    let left = 30;
    const script = at("/boards", () => {
      left -= 1;
      return left >= 0 ? { ...busy(0), status: 200, headers: {} } : page(rows("1"));
    });
    const { complete, clock, ids } = await scriptedRead("boards", script);
    assert.deepEqual([complete, ids], [true, ["1"]]);
    assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") > 120_000);
  });
});

describe("a list that loops", () => {
  const five = idsOf(5).map((id) => ({ id, created_at: `2026-01-0${10 - Number(id)}T00:00:00` }));
  let made = 0;
  /** Returns a unique bookmark, like Pinterest's, which contain a request ID. */
  const bookmark = () => {
    made += 1;
    return Buffer.from(`?c-1|5|${made}*GQL*|hash|NEW|`).toString("base64");
  };
  const loops = ["transient_error", /loops: a page repeats an earlier one in full/u] as const;

  for (const mode of ["full_refresh", "incremental"] as const) {
    const other = five.map((pin) => ({ ...pin, id: `other ${pin.id}`, created_at: "2025-01-01T00:00:00" }));
    itSyncs(`ends despite unique bookmarks, including after a resume, in ${mode}`, "pins", {
      mode,
      api: at("/pins", () => page(five, bookmark())),
      counts: { pins: 5 },
      error: loops,
      calls: { "/pins": 7 },
    });
    itSyncs(
      `ends after a resume, too, in ${mode}`,
      "pins",
      {
        mode,
        job: "7",
        api: at("/pins", ({ query }) => (query.has("bookmark") ? fault : page(five, "b"))),
        error: ["transient_error", /./u],
      },
      {
        api: at("/pins", () => page(other, bookmark())),
        error: loops,
        also: ({ requests }) => {
          const [first, ...more] = requests.filter(({ path }) => path === "/pins");
          assert.deepEqual([first?.query.get("bookmark"), more.length < 20], ["b", true]);
        },
      },
    );
  }
});

describe("a list that fails in the middle", () => {
  /** Three boards with four Pins each, two per page. `second` returns the second page of board 2. */
  const boardsWith =
    (second: () => ApiResponse | undefined): Script =>
    (request) => {
      if (request.path === "/boards") return page(rows(...idsOf(3)));
      if (!request.path.endsWith("/pins")) return page(rows("549"));
      const [, , board = ""] = request.path.split("/");
      const response = board === "2" && request.query.has("bookmark") ? second() : undefined;
      return response ?? pageOfAll(rows(...idsOf(4, 10 * Number(board))), request, 2);
    };
  const gone = apiError(410, 1, "The bookmark has expired.");
  let left = 2;
  const expired = () => {
    left -= 1;
    return left >= 0 ? gone : undefined;
  };

  for (const [what, second, message] of [
    ["it is denied", () => denied, /denied access in the middle of a list/u],
    ["its bookmark expires twice", expired, /a bookmark was rejected, and again/u],
  ] as const)
    itSyncs(`ends its stream INCOMPLETE after the other partitions if ${what}`, ["board_pins", "ad_accounts"], {
      api: boardsWith(second),
      error: ["transient_error", message],
      warnings: "any",
      also: ({ records, outcomes }) => {
        const ids = ["10", "11", "12", "13", "20", "21", "30", "31", "32", "33"];
        assert.deepEqual([valuesOf(records, "id").toSorted(), outcomes.get("ad_accounts")], [ids, "COMPLETE"]);
      },
    });

  const middle = { error: ["transient_error", /in the middle of a list/u] } as const;
  itSyncs(
    "is read again from its first page while the next one is denied, and resumes there once it isn't",
    "board_pins",
    { job: "7", api: boardsWith(() => denied), ...middle },
    { ids: ["20", "21"], warnings: "any", ...middle },
    { api: boardsWith(() => undefined), ids: ["22", "23"] },
  );
});

describe("responses that Pinterest's API description allows", () => {
  for (const [name, body] of Object.entries({
    user_account_top_pins: { sort_by: "IMPRESSION", date_availability: {} },
    user_account_top_video_pins: { pins: null },
    ad_account_targeting_analytics: {},
    trending_keywords: {},
    audience_insight_definitions: { items: null },
    advertiser_defined_events: {},
    related_terms: { id: "x", related_term_count: 0 },
    keyword_metrics: { data: null },
    ad_account_countries: {},
    delivery_metrics: {},
  }))
    itSyncs(`accept a missing list: ${name}`, name, {
      api: ofAccount(() => ({ body })),
      config: { trendRegions: ["US"], terms: ["x"], countries: ["US"], startDate: "2026-06-01" },
      counts: { [name]: 0 },
      warnings: "any",
      also: ({ requests }) =>
        assert.ok(requests.some(({ path }) => path !== "/ad_accounts" && path !== "/user_account")),
    });

  itSyncs("accept an invitation that is null", "business_invites", {
    api: ({ path, query }) => {
      if (path === "/businesses/employers") return page(rows("9"));
      if (path === "/user_account") return { body: { id: "8", account_type: "PINNER" } };
      return page(query.get("is_member") === "true" ? [{ id: "1" }, null, { id: "2" }] : [null]);
    },
    ids: ["1", "2"],
  });

  const campaigns = [{ id: "1" }, { name: "x" }, { id: null, name: "y" }, { id: "2" }];
  const lines = [{ salesforce_order_line_id: null, pin_order_id: "1" }, { salesforce_order_line_id: "a" }];
  const script = ofAccount((request) => {
    if (request.path.endsWith("/campaigns")) return pageOfAll(campaigns, request, 2);
    if (request.path.endsWith("/analytics")) return { body: [] };
    return request.path.includes("/ssio/") ? page(lines) : undefined;
  });
  const warningOf = (stream: string, what: string) =>
    new RegExp(`^${stream}: skipped ${what}, a part of the primary key\\. If it happens again, report it$`, "mu");
  const ofCampaigns = warningOf("campaigns", "2 rows that Pinterest returned without id");
  itSyncs("skip rows with null in the key, and warn once per stream", ["campaigns", "ssio_order_lines"], {
    api: script,
    counts: { campaigns: 2, ssio_order_lines: 1 },
    warnings: [
      ofCampaigns,
      warningOf("ssio_order_lines", "1 row that Pinterest returned without salesforce_order_line_id"),
    ],
    also: ({ logs }: Read) => {
      assert.match(logs("INFO").join("\n"), /^campaigns: read 2 records .*; skipped 2: rows without id$/mu);
      assert.match(logs("INFO").at(-1) ?? "", /; skipped 3 in all \(see the lines with WARN\)$/u);
    },
  });
  itSyncs("skip such rows of parents, too", "campaign_analytics", { api: script, warnings: [ofCampaigns] });
});

describe("a report file", () => {
  const bytes = (text: string) => Buffer.byteLength(text);
  /** Reads a report with a file of the given size. */
  const report = (text: string, size = bytes(text)) => ({
    api: ofAccount(({ path, query }) => {
      if (!path.endsWith("/reports")) return undefined;
      return { body: query.has("token") ? { report_status: "FINISHED", url: "u", size } : { token: "t" } };
    }),
    file: () => text,
    config: { startDate: "2026-06-01" },
  });
  const name = "advertiser_report";
  const days = idsOf(28).map((day) => `2026-06-${day.padStart(2, "0")}`);

  for (const content of ["<html><body>Busy</body></html>", "{}"])
    itSyncs(
      `does not advance the cursor if it is invalid: ${content} instead of 5,000 bytes`,
      name,
      { ...report(content, 5_000), mode: "incremental", counts: { [name]: 0 }, error: ["transient_error", /./u] },
      // A valid file on the next day has all dates.
      {
        ...report(JSON.stringify({ "549": days.map((DATE) => ({ AD_ACCOUNT_ID: "549", DATE })) })),
        now: "2026-07-01T12:00:00Z",
        also: ({ records }) => assert.deepEqual(valuesOf(records, "DATE"), days),
      },
    );
});
