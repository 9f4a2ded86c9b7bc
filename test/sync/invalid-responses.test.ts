import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError, page, pageOfAll } from "../scripted-api.ts";
import { configured, denied, type OneSituation, readOne, rows, type Script, scriptedRead } from "./scripted-read.ts";

const serverError = apiError(500, 12, "x");

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index), name: `Row ${from + index}` }));
const ofAccount = (script: (request: ApiRequest) => ApiResponse | undefined) => (request: ApiRequest) =>
  request.path === "/ad_accounts" ? page(rows("549")) : script(request);

/** Returns a script for one path. */
const at =
  (path: string, script: (request: ApiRequest) => ApiResponse | undefined): Script =>
  (request) =>
    request.path === path ? script(request) : undefined;

describe("an invalid response", () => {
  it("is retried, then ends only its stream INCOMPLETE, without records", async () => {
    for (const [body, where] of [
      [{ items: [{ id: "1" }, null], bookmark: null }, "items[1] is null"],
      [{ items: [{ id: "1" }, {}], bookmark: null }, "items[1] is empty"],
      [{ items: [{ id: "1" }, { name: "x" }], bookmark: null }, "items[1].id is missing"],
      [{ boards: [{ id: "1" }], bookmark: null }, "items is missing"],
    ] as const) {
      const wanted = [configured("boards"), configured("ad_accounts")];
      const { api, log, messageOf, outcomes } = await scriptedRead(wanted, ({ path }) =>
        path === "/boards" ? { body } : page([{ id: "549" }]),
      );
      assert.ok(messageOf("transient_error").includes(where), where);
      assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
      assert.equal(api.calls("/boards"), 6);
      assert.deepEqual(await log.records("boards"), []);
    }
  });

  it("is one without any field of a stream with one row per request", async () => {
    for (const [name, field] of [
      ["metrics_ready_state", "items"],
      ["pin_product_tags", "data"],
      ["audience_insights", "items"],
    ] as const) {
      const row: Script = ({ path }) => {
        if (path === "/ad_accounts") return page([{ id: "549" }]);
        if (path === "/pins") return page([{ id: "1", created_at: "2026-01-01T00:00:00" }]);
        return { body: { [field]: null, bookmark: null } };
      };
      const { complete, messageOf, records } = await readOne(name, row);
      assert.deepEqual([complete, records], [false, []], name);
      assert.match(messageOf("transient_error"), new RegExp(`no field of the stream, but ${field}, bookmark`, "u"));
    }
  });

  it("loses the characters that destinations can't load", async () => {
    const boards = ["Tea\0", "Half a cup \ud83c", "Cakes"].map((name, index) => ({ id: String(index), name }));
    const { records } = await readOne(
      "boards",
      at("/boards", () => page(boards)),
    );
    assert.deepEqual(
      records.map(({ name }) => name),
      ["Tea", "Half a cup \ufffd", "Cakes"],
    );
  });

  it("of five megabytes is truncated in messages", async () => {
    const { lines, messageOf } = await readOne(
      "boards",
      at("/boards", () => apiError(400, 1, "x".repeat(5_000_000))),
    );
    const { length } = messageOf("config_error");
    assert.ok(length > 1_000 && length < 1_500, `${length} characters`);
    assert.ok(JSON.stringify(lines).length < 20_000);
  });
});

describe("an error with status 200", () => {
  it("is retried for minutes if its code is a rate limit", async () => {
    let left = 30;
    const script = at("/boards", () => {
      left -= 1;
      return left >= 0 ? apiError(200, 8, "You have exceeded your rate limit. Try again later.") : page([{ id: "1" }]);
    });
    const { complete, clock, ids } = await readOne("boards", script);
    assert.deepEqual([complete, ids], [true, ["1"]]);
    assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") > 120_000);
  });
});

describe("a list that loops", () => {
  const five = numbered(1, 5).map((pin, index) => ({ ...pin, created_at: `2026-01-0${9 - index}T00:00:00` }));
  let made = 0;
  /** Returns a unique bookmark, like Pinterest's, which contain a request ID. */
  const bookmark = () => {
    made += 1;
    return Buffer.from(`?c-1|5|${made}*GQL*|hash|NEW|`).toString("base64");
  };
  const readPins = (script: (request: ApiRequest) => ApiResponse, situation?: OneSituation) =>
    readOne("pins", at("/pins", script), situation);

  for (const mode of ["full_refresh", "incremental"] as const) {
    it(`ends despite unique bookmarks, including after a resume, in ${mode}`, async () => {
      const first = await readPins(() => page(five, bookmark()), { mode });
      assert.match(first.messageOf("transient_error"), /loops: a page repeats an earlier one in full/u);
      assert.deepEqual([first.records.length, first.api.calls("/pins")], [5, 7]);
      const cut = await readPins(({ query }) => (query.has("bookmark") ? serverError : page(five, "b")), {
        mode,
        job: "7",
      });
      const other = five.map((pin) => ({ ...pin, id: `other ${pin.id}`, created_at: "2025-01-01T00:00:00" }));
      const resumed = await cut.again(() => page(other, bookmark()));
      assert.match(resumed.messageOf("transient_error"), /loops/u);
      const [request = ""] = resumed.api.requests.filter((each) => each.startsWith("/pins"));
      assert.ok(request.includes("bookmark=b"), "it is resumed");
      assert.ok(resumed.api.calls("/pins") < 20);
    });
  }

  it("ends if the server ignores start_index", async () => {
    const { api, messageOf, records } = await readOne("business_members", ({ path }) => {
      if (path === "/businesses/employers") return page([{ id: "9" }]);
      if (path === "/user_account") return { body: { id: "8", account_type: "PINNER" } };
      return path === "/businesses/9/members" ? page(numbered(1, 250)) : undefined;
    });
    assert.match(messageOf("transient_error"), /loops/u);
    // Members and system users are two lists.
    assert.deepEqual([records.length, api.calls("/businesses/9/members")], [500, 14]);
  });
});

describe("a list that fails in the middle", () => {
  /** Three boards with four Pins each, two per page. `second` returns the second page of board 2. */
  const boardsWith =
    (second: () => ApiResponse | undefined): Script =>
    (request) => {
      if (request.path === "/boards") return page(numbered(1, 3));
      if (!request.path.endsWith("/pins")) return page([{ id: "549" }]);
      const [, , board = ""] = request.path.split("/");
      const response = board === "2" && request.query.has("bookmark") ? second() : undefined;
      return response ?? pageOfAll(numbered(Number(board) * 10, 4), request, 2);
    };
  const gone = apiError(410, 1, "The bookmark has expired.");
  const times = (count: number, response: ApiResponse) => {
    let left = count;
    return () => {
      left -= 1;
      return left >= 0 ? response : undefined;
    };
  };

  it("ends its stream INCOMPLETE after the other partitions if it is denied or its bookmark expires twice", async () => {
    for (const [second, message] of [
      [() => apiError(401, 29, "You are not permitted."), /denied access in the middle of a list/u],
      [() => denied, /denied access in the middle of a list/u],
      [times(2, gone), /a bookmark was rejected, and again/u],
    ] as const) {
      const wanted = [configured("board_pins"), configured("ad_accounts")];
      const { log, messageOf, outcomes } = await scriptedRead(wanted, boardsWith(second));
      assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
      assert.match(messageOf("transient_error"), message);
      const ids = new Set((await log.records("board_pins")).map(({ id }) => id));
      assert.deepEqual([...ids].map(asText).toSorted(), ["10", "11", "12", "13", "20", "21", "30", "31", "32", "33"]);
    }
  });

  it("resumes at the denied page in the next attempts", async () => {
    const first = await readOne(
      "board_pins",
      boardsWith(() => denied),
      { job: "7" },
    );
    assert.match((await first.again()).messageOf("transient_error"), /in the middle of a list/u);
    const { complete, ids } = await first.again(boardsWith(() => undefined));
    assert.deepEqual([complete, ids], [true, ["22", "23"]]);
  });
});

describe("responses that Pinterest's API description allows", () => {
  it("accept a missing list", async () => {
    for (const [name, body] of [
      ["user_account_top_pins", { sort_by: "IMPRESSION", date_availability: {} }],
      ["user_account_top_video_pins", { pins: null }],
      ["ad_account_targeting_analytics", {}],
      ["trending_keywords", {}],
      ["audience_insight_definitions", { items: null }],
      ["advertiser_defined_events", {}],
      ["related_terms", { id: "x", related_term_count: 0 }],
      ["keyword_metrics", { data: null }],
      ["ad_account_countries", {}],
      ["delivery_metrics", {}],
    ] as const) {
      const config = { trendRegions: ["US"], terms: ["x"], countries: ["US"], startDate: "2026-06-01" };
      const { api, errors, kinds, records } = await readOne(
        name,
        ofAccount(() => ({ body })),
        { config },
      );
      assert.deepEqual([errors, records, kinds.at(-1)], [[], [], "COMPLETE"], name);
      assert.ok(
        api.requests.some((request) => !request.startsWith("/ad_accounts?")),
        name,
      );
    }
  });

  it("accept an invitation that is null", async () => {
    const { complete, ids } = await readOne("business_invites", ({ path, query }) => {
      if (path === "/businesses/employers") return page([{ id: "9" }]);
      if (path === "/user_account") return { body: { id: "8", account_type: "PINNER" } };
      return query.get("is_member") === "true" ? page([{ id: "1" }, null, { id: "2" }]) : page([null]);
    });
    assert.deepEqual([complete, ids], [true, ["1", "2"]]);
  });

  it("accept a single value beside the entries of a map", async () => {
    const day = { date: "2026-06-29", data_status: "READY", metrics: { IMPRESSION: 5 } };
    for (const [name, body] of [
      ["user_account_analytics", { all: { daily_metrics: [day], note: "x" }, time_zone: "UTC" }],
      [
        "ocpm_eligible_conversion_tags",
        { "12345": [{ conversion_tag_id: "12345", conversion_event: "CHECKOUT" }], count: 1 },
      ],
      ["targeting_options", [{ male: "Male", count: 1 }]],
    ] as const) {
      const script = ofAccount(({ path }) => {
        if (path.startsWith("/resources/targeting/")) return { body: path.endsWith("GENDER") ? body : [] };
        return path === "/user_account" ? undefined : { body };
      });
      const { errors, records } = await readOne(name, script, { config: { startDate: "2026-06-29" } });
      assert.deepEqual([errors, records.length], [[], 1], name);
    }
  });

  it("skip rows with null in the key, also those of parents, and warn once per stream", async () => {
    const wanted = ["campaigns", "ssio_order_lines"].map((name) => configured(name));
    const campaigns = [{ id: "1" }, { name: "x" }, { id: null, name: "y" }, { id: "2" }];
    const script = ofAccount((request) => {
      if (request.path.endsWith("/campaigns")) return pageOfAll(campaigns, request, 2);
      if (request.path.endsWith("/analytics")) return { body: [] };
      return request.path.includes("/ssio/")
        ? page([{ salesforce_order_line_id: null, pin_order_id: "1" }, { salesforce_order_line_id: "a" }])
        : undefined;
    });
    const { complete, log } = await scriptedRead(wanted, script);
    assert.equal(complete, true);
    assert.deepEqual([(await log.records("campaigns")).length, (await log.records("ssio_order_lines")).length], [2, 1]);
    const told = await log.logs("INFO");
    assert.ok(told.some((line) => /^campaigns: read 2 records .*; skipped 2: rows without id$/u.test(line)));
    assert.match(told.at(-1) ?? "", /; skipped 3 in all \(see the lines with WARN\)$/u);
    const ofCampaigns =
      "campaigns: skipped 2 rows that Pinterest returned without id, a part of the primary key. If it happens again, report it";
    assert.deepEqual((await log.logs("WARN")).toSorted(), [
      ofCampaigns,
      "ssio_order_lines: skipped 1 row that Pinterest returned without salesforce_order_line_id, a part of the primary key. If it happens again, report it",
    ]);
    assert.equal((await readOne("campaign_analytics", script)).warnings, ofCampaigns);
  });
});

describe("a report file", () => {
  const bytes = (text: string) => Buffer.byteLength(text);
  /** Reads a report whose response has the given file size, if any. */
  const readFile = (name: string, text: string, size: number | undefined, situation: OneSituation = {}) =>
    readOne(
      name,
      ({ path, query }) => {
        if (path === "/ad_accounts") return page(rows("549"));
        if (path === "/catalogs") return page([{ id: "12", catalog_type: "RETAIL" }]);
        if (!path.endsWith("/reports")) return undefined;
        return { body: query.has("token") ? { report_status: "FINISHED", url: "u", size } : { token: "t" } };
      },
      { config: { startDate: "2026-06-01" }, ...situation, file: () => text },
    );
  const [ads, catalogs] = ["advertiser_report", "catalogs_reports_distribution_issues"];
  const days = Array.from({ length: 28 }, (_, index) => `2026-06-${String(index + 1).padStart(2, "0")}`);

  for (const content of [
    '{"code":8,"message":"You have exceeded your rate limit. Try again later."}',
    '["a"]',
    '{"1":{"AD_ACCOUNT_ID":1}}',
    "[]",
    '{"data":null}',
    "{}",
    "Service unavailable, try again later",
    "PK\u0003\u0004\u0014\u0000,\u0000report.csv\n\u0000,\u0000",
    "<html><body>Busy</body></html>",
    "",
  ]) {
    it(`is invalid and does not advance the cursor with ${JSON.stringify(content.slice(0, 30))} instead of 5,000 bytes`, async () => {
      const catalog = await readFile(catalogs, content, 5_000);
      const first = await readFile(ads, content, 5_000, { mode: "incremental" });
      for (const { messageOf, records } of [catalog, first]) {
        messageOf("transient_error");
        assert.deepEqual(records, []);
      }
      // A valid file on the next day has all dates.
      const file = JSON.stringify({ "549": days.map((DATE) => ({ AD_ACCOUNT_ID: "549", DATE })) });
      const situation = { mode: "incremental", state: first.states.at(-1), now: "2026-07-01T12:00:00Z" } as const;
      const second = await readFile(ads, file, bytes(file), situation);
      assert.deepEqual([second.errors, new Set(second.records.map(({ DATE }) => DATE))], [[], new Set(days)]);
    });
  }

  it("has no rows if it is empty and the given size is not larger", async () => {
    for (const name of [ads, catalogs])
      for (const content of ["{}", "[]"])
        for (const size of [2, 0, undefined])
          assert.deepEqual((await readFile(name, content, size)).errors, [], `${name} ${content} ${size}`);
  });

  it("of a catalog is invalid if it is shorter than its size, even with complete lines", async () => {
    const content = "item_id,issue\n1,a\n2,b\n";
    const cut = await readFile(catalogs, content, bytes(content) + 1);
    assert.match(cut.messageOf("transient_error"), /has 22 bytes of the 23 that it should have/u);
    assert.equal((await readFile(catalogs, content, bytes(content))).complete, true);
  });
});
