import assert from "node:assert/strict";
import fc from "fast-check";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { brokenOf } from "../pinterest/broken-bodies.ts";
import { type Answer, type Asked, page, pageOfAll, refuse } from "../scripted-api.ts";
import { configured, scriptedRead } from "./scripted-read.ts";

const text = (body: string, status = 200): Answer => ({ status, body });
const rateLimited = refuse(200, 8, "You have exceeded your rate limit. Try again later.");
const denied = refuse(403, 29, "You are not permitted to access that resource.");

/** Asserts that one error was told, and gives its message. */
function messageOf(errors: readonly { readonly body: JsonObject }[], failureType: string): string {
  assert.equal(errors.length, 1, JSON.stringify(errors));
  const [{ body } = { body: {} }] = errors;
  assert.equal(body.failure_type, failureType, JSON.stringify(body));
  return asText(body.message);
}

const idsOf = (records: readonly JsonObject[]) => records.map(({ id }) => asText(id));
const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index), name: `Row ${from + index}` }));
const ofAccount = (script: (asked: Asked) => Answer | undefined) => (asked: Asked) =>
  asked.path === "/ad_accounts" ? page([{ id: "549" }]) : script(asked);

describe("labels", () => {
  const label = { id: "1", label_type: "CUSTOM", status: "ACTIVE", value: "Spring" };
  const readLabels = (items: readonly unknown[]) =>
    scriptedRead(
      [configured("labels")],
      ofAccount(() => page(items)),
    );

  it("are read without wrappers, as they are since 5.28, and with them", async () => {
    const { complete, log } = await readLabels([label, { labels: [{ ...label, id: "2" }], errors: [] }]);
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("labels")), ["1", "2"]);
  });

  it("end INCOMPLETE with what Pinterest says beside them", async () => {
    const errors = [{ error_messages: ["Invalid access to labeling."] }];
    const result = await readLabels([label, { labels: [], errors }]);
    assert.equal(result.complete, false);
    assert.match(messageOf(result.errors, "transient_error"), /items\[1\]\.errors says .*Invalid access to labeling/u);
  });
});

describe("an invalid response", () => {
  for (const [what, body, path] of [
    ["an item that is no row", { items: [{ id: "1" }, null], bookmark: null }, "items[1] is null"],
    ["an empty item", { items: [{ id: "1" }, {}], bookmark: null }, "items[1] is empty"],
    ["an item without its key", { items: [{ id: "1" }, { name: "x" }], bookmark: null }, "items[1].id is missing"],
    ["a list under another name", { boards: [{ id: "1" }], bookmark: null }, "items is missing"],
  ] as const) {
    it(`is retried, and then ends its stream INCOMPLETE and no other: ${what}`, async () => {
      const result = await scriptedRead([configured("boards"), configured("ad_accounts")], ({ path: asked }) =>
        asked === "/boards" ? { body } : page([{ id: "549" }]),
      );
      assert.ok(messageOf(result.errors, "transient_error").includes(path));
      assert.deepEqual([...result.outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
      assert.equal(result.api.calls("/boards"), 6);
      assert.deepEqual(await result.log.records("boards"), []);
    });
  }

  it("that passes is not noticed in the records", async () => {
    let calls = 0;
    const { complete, log } = await scriptedRead([configured("boards")], ({ path }) => {
      if (path !== "/boards") return undefined;
      calls += 1;
      return calls < 5 ? { body: { message: "Internal error" } } : page([{ id: "1" }]);
    });
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("boards")), ["1"]);
  });

  it("is a row of 200,000 levels", async () => {
    const body = `{"items":[{"id":"1","a":${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}}]}`;
    const result = await scriptedRead([configured("boards")], ({ path }) =>
      path === "/boards" ? text(body) : undefined,
    );
    assert.match(messageOf(result.errors, "transient_error"), /was invalid/u);
  });

  it("is no metric beyond what a number holds: it is null, and the log says so", async () => {
    const { complete, log } = await scriptedRead([configured("boards")], ({ path }) =>
      path === "/boards" ? text('{"items":[{"id":"1","pin_count":1e400},{"id":"2","pin_count":-1e999}]}') : undefined,
    );
    assert.equal(complete, true);
    assert.deepEqual(
      (await log.records("boards")).map(({ pin_count: count }) => count),
      [null, null],
    );
    const warnings = (await log.logs("WARN")).filter((message) => message.includes("pin_count (2)"));
    assert.equal(warnings.length, 1);
  });

  it("is no ID whose digits no number holds: they are kept", async () => {
    const { complete, log } = await scriptedRead([configured("boards")], ({ path }) =>
      path === "/boards" ? text('{"items":[{"id":1e400}]}') : undefined,
    );
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("boards")), ["1e400"]);
  });

  it("of five megabytes is not told whole", async () => {
    const result = await scriptedRead([configured("boards")], ({ path }) =>
      path === "/boards" ? refuse(400, 1, "x".repeat(5_000_000)) : undefined,
    );
    const message = messageOf(result.errors, "config_error");
    assert.ok(message.length > 1_000 && message.length < 1_500, `${message.length} characters`);
    const lines = await result.log.lines();
    assert.ok(JSON.stringify(lines).length < 20_000);
  });
});

describe("an error with status 200", () => {
  it("is a rate limit by its code, and waited out for minutes", async () => {
    let left = 30;
    const { complete, clock, log } = await scriptedRead([configured("boards")], ({ path }) => {
      if (path !== "/boards") return undefined;
      left -= 1;
      return left >= 0 ? rateLimited : page([{ id: "1" }]);
    });
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("boards")), ["1"]);
    assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") > 120_000);
  });

  it("skips a partition by its code, as one that is denied or gone", async () => {
    for (const [code, message] of [
      [29, "You are not permitted to access that resource."],
      [40, "Board not found."],
    ] as const) {
      const { complete, log } = await scriptedRead([configured("board_sections")], ({ path }) => {
        if (path === "/boards") return page(numbered(1, 2));
        return path === "/boards/1/sections" ? refuse(200, code, message) : page([{ id: "7" }]);
      });
      assert.equal(complete, true);
      assert.deepEqual(idsOf(await log.records("board_sections")), ["7"]);
      assert.match((await log.logs("WARN")).join(), /skipped board 1:/u);
    }
  });
});

describe("a list that goes in circles", () => {
  const five = numbered(1, 5).map((pin, index) => ({ ...pin, created_at: `2026-01-0${9 - index}T00:00:00` }));
  let made = 0;
  /** As Pinterest's: each holds the ID of its request. */
  const bookmark = () => {
    made += 1;
    return Buffer.from(`?c-1|5|${made}*GQL*|hash|NEW|`).toString("base64");
  };

  for (const mode of ["full_refresh", "incremental"] as const) {
    it(`ends whatever its bookmarks say, in ${mode}`, async () => {
      const result = await scriptedRead([configured("pins", mode)], ({ path }) =>
        path === "/pins" ? page(five, bookmark()) : undefined,
      );
      assert.match(
        messageOf(result.errors, "transient_error"),
        /goes in circles: a page repeats an earlier one in full/u,
      );
      assert.equal((await result.log.records("pins")).length, 5);
      assert.equal(result.api.calls("/pins"), 7);
    });

    it(`ends where it is resumed, in ${mode}`, async () => {
      const before = await scriptedRead(
        [configured("pins", mode)],
        ({ path, query }) => {
          if (path !== "/pins") return undefined;
          return query.has("bookmark") ? refuse(500, 12, "x") : page(five, "b");
        },
        { job: "7" },
      );
      const state = JSON.parse(JSON.stringify((await before.log.states("pins")).at(-1)));
      const other = five.map((pin) => ({ ...pin, id: `other ${pin.id}`, created_at: "2025-01-01T00:00:00" }));
      const second = await scriptedRead([configured("pins", mode)], () => page(other, bookmark()), {
        job: "7",
        state: { pins: state },
      });
      assert.match(messageOf(second.errors, "transient_error"), /goes in circles/u);
      const [first = ""] = second.api.asked.filter((asked) => asked.startsWith("/pins"));
      assert.ok(first.includes("bookmark=b"), "it is resumed");
      assert.ok(second.api.calls("/pins") < 20);
    });
  }

  it("ends where its pages are cut differently each time around", async () => {
    const all = numbered(1, 41).map((pin) => ({ ...pin, created_at: "2026-01-01T00:00:00" }));
    const result = await scriptedRead([configured("pins")], ({ path, query }) => {
      if (path !== "/pins") return undefined;
      const start = Number((query.get("bookmark") ?? "0 ").split(" ")[0]);
      const rows = Array.from({ length: 4 }, (_, index) => all[(start + index) % all.length]);
      return page(rows, `${(start + 4) % all.length} ${bookmark()}`);
    });
    assert.match(messageOf(result.errors, "transient_error"), /goes in circles/u);
    assert.ok(result.api.calls("/pins") < 50, `${result.api.calls("/pins")} requests`);
  });

  it("ends after fifty empty pages in a row, and not before", async () => {
    const readEmpty = (count: number) => {
      let left = count;
      return scriptedRead([configured("pins")], ({ path }) => {
        if (path !== "/pins") return undefined;
        left -= 1;
        return left >= 0 ? page([], bookmark()) : page(five);
      });
    };
    const result = await readEmpty(1_000);
    assert.match(messageOf(result.errors, "transient_error"), /50 empty pages in a row/u);
    assert.equal(result.api.calls("/pins"), 55);
    assert.equal((await readEmpty(49)).complete, true);
  });

  it("ends where the server does not count through it", async () => {
    const full = numbered(1, 250);
    const result = await scriptedRead([configured("business_members")], ({ path }) => {
      if (path === "/businesses/employers") return page([{ id: "9" }]);
      if (path === "/user_account") return { body: { id: "8", account_type: "PINNER" } };
      return path === "/businesses/9/members" ? page(full) : undefined;
    });
    assert.match(messageOf(result.errors, "transient_error"), /goes in circles/u);
    // Members and system users are two lists.
    assert.equal((await result.log.records("business_members")).length, 500);
    assert.equal(result.api.calls("/businesses/9/members"), 14);
  });

  it("is none where rows that came in above push others over the edge of a page, nor where rows have no ID", async () => {
    const { complete, log } = await scriptedRead([configured("pins")], ({ path, query }) => {
      if (path !== "/pins") return undefined;
      switch (query.get("bookmark")) {
        case null:
          return page(five.slice(0, 3), "a");
        case "a":
          return page([...five.slice(1, 3), ...five.slice(3, 4)], "b");
        default:
          return page(five.slice(3, 5));
      }
    });
    assert.equal(complete, true);
    assert.equal((await log.records("pins")).length, 8);
  });
});

describe("a list that is denied in the middle", () => {
  const script = (asked: Asked): Answer | undefined => {
    if (asked.path === "/boards") return page(numbered(1, 3));
    if (asked.path === "/boards/2/pins" && asked.query.has("bookmark")) return denied;
    const [, , board = ""] = asked.path.split("/");
    return pageOfAll(numbered(Number(board) * 10, 4), asked, 2);
  };

  it("ends its stream INCOMPLETE, after the other partitions are read", async () => {
    for (const status of [401, 403]) {
      const result = await scriptedRead([configured("board_pins"), configured("boards")], (asked) => {
        const answer = script(asked);
        return answer === denied ? refuse(status, 29, "You are not permitted.") : answer;
      });
      assert.deepEqual([...result.outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
      assert.match(messageOf(result.errors, "transient_error"), /denied access .* in the middle of a list/u);
      const ids = idsOf(await result.log.records("board_pins"));
      assert.deepEqual(ids.toSorted(), ["10", "11", "12", "13", "20", "21", "30", "31", "32", "33"]);
    }
  });

  it("is read from where it was denied by the next attempt, which is denied in the middle too", async () => {
    const first = await scriptedRead([configured("board_pins")], script, { job: "7" });
    const states = await first.log.states("board_pins");
    const state = { board_pins: JSON.parse(JSON.stringify(states.at(-1))) };
    const second = await scriptedRead([configured("board_pins")], script, { job: "7", state });
    assert.equal(second.complete, false);
    assert.match(messageOf(second.errors, "transient_error"), /in the middle of a list/u);
    const { log, complete } = await scriptedRead(
      [configured("board_pins")],
      (asked) => (asked.path === "/boards/2/pins" ? pageOfAll(numbered(20, 4), asked, 2) : script(asked)),
      { job: "7", state },
    );
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("board_pins")), ["22", "23"]);
  });

  it("is skipped with a warning where it is denied from the beginning", async () => {
    const result = await scriptedRead([configured("board_pins")], (asked) =>
      asked.path === "/boards/2/pins" ? denied : script(asked),
    );
    assert.equal(result.complete, true);
    assert.match((await result.log.logs("WARN")).join(), /skipped board 2:/u);
  });
});

describe("a bookmark that has expired", () => {
  const gone = refuse(410, 1, "The bookmark has expired.");
  /** Board 2 says so `times` times. */
  const readBoards = (times: number) => {
    let left = times;
    return scriptedRead([configured("board_pins"), configured("ad_accounts")], (asked) => {
      if (asked.path === "/boards") return page(numbered(1, 3));
      if (!asked.path.endsWith("/pins")) return page([{ id: "549" }]);
      const [, , board = ""] = asked.path.split("/");
      if (board === "2" && asked.query.has("bookmark") && left > 0) {
        left -= 1;
        return gone;
      }
      return pageOfAll(numbered(Number(board) * 10, 4), asked, 2);
    });
  };

  it("makes the list begin anew when it is told with 410", async () => {
    const { complete, log } = await readBoards(1);
    assert.equal(complete, true);
    assert.equal(new Set(idsOf(await log.records("board_pins"))).size, 12);
  });

  it("twice only makes its stream INCOMPLETE, after the other partitions are read", async () => {
    const result = await readBoards(2);
    assert.deepEqual([...result.outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
    assert.match(messageOf(result.errors, "transient_error"), /a bookmark was rejected, and again/u);
    assert.equal(new Set(idsOf(await result.log.records("board_pins"))).size, 10);
  });
});

describe("what Pinterest's document allows", () => {
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
    it(`is no error: a list of ${name} that is left out`, async () => {
      let asked = 0;
      const { complete, log, outcomes } = await scriptedRead(
        [configured(name)],
        ofAccount(() => {
          asked += 1;
          return { body };
        }),
        {
          config: { trendRegions: ["US"], terms: ["x"], countries: ["US"], startDate: "2026-06-01" },
        },
      );
      assert.equal(complete, true, JSON.stringify(await log.logs("ERROR")));
      assert.equal(outcomes.get(name), "COMPLETE");
      assert.ok(asked > 0);
      assert.deepEqual(await log.records(name), []);
    });
  }

  it("is no error: an invitation that is null", async () => {
    const { complete, log } = await scriptedRead([configured("business_invites")], ({ path, query }) => {
      if (path === "/businesses/employers") return page([{ id: "9" }]);
      if (path === "/user_account") return { body: { id: "8", account_type: "PINNER" } };
      return query.get("is_member") === "true" ? page([{ id: "1" }, null, { id: "2" }]) : page([null]);
    });
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("business_invites")), ["1", "2"]);
  });

  it("is no error: a single value beside the entries of a map", async () => {
    const day = { date: "2026-06-29", data_status: "READY", metrics: { IMPRESSION: 5 } };
    const { complete, log } = await scriptedRead(
      [
        configured("user_account_analytics"),
        configured("ocpm_eligible_conversion_tags"),
        configured("targeting_options"),
      ],
      ofAccount(({ path, query }) => {
        if (path === "/user_account/analytics")
          return { body: { all: { daily_metrics: [day], note: "x" }, time_zone: "UTC" } };
        if (path.endsWith("/ocpm_eligible"))
          return { body: { "12345": [{ conversion_tag_id: "12345", conversion_event: "CHECKOUT" }], count: 1 } };
        if (!path.startsWith("/resources/targeting/")) return undefined;
        return { body: path.endsWith("GENDER") ? [{ male: "Male", count: 1 }] : query.has("x") ? [] : [] };
      }),
      { config: { startDate: "2026-06-29" } },
    );
    assert.equal(complete, true, JSON.stringify(await log.logs("ERROR")));
    assert.equal((await log.records("user_account_analytics")).length, 1);
    assert.equal((await log.records("ocpm_eligible_conversion_tags")).length, 1);
    assert.equal((await log.records("targeting_options")).length, 1);
  });

  it("sends no record out whose key has a null, and warns once of all of them", async () => {
    const { complete, log } = await scriptedRead(
      [configured("campaigns"), configured("ssio_order_lines")],
      ofAccount((asked) => {
        if (asked.path.endsWith("/campaigns"))
          return pageOfAll([{ id: "1" }, { name: "x" }, { id: null, name: "y" }, { id: "2" }], asked, 2);
        return asked.path.includes("/ssio/")
          ? page([{ salesforce_order_line_id: null, pin_order_id: "1" }, { salesforce_order_line_id: "a" }])
          : undefined;
      }),
    );
    assert.equal(complete, true);
    assert.deepEqual(idsOf(await log.records("campaigns")), ["1", "2"]);
    assert.equal((await log.records("ssio_order_lines")).length, 1);
    const warnings = (await log.logs("WARN")).filter((line) => line.includes("skipped"));
    const summaries = (await log.logs("INFO")).filter((line) => line.includes("read "));
    assert.ok(summaries.some((line) => /^campaigns: read 2 records .*; skipped 2: rows without id$/u.test(line)));
    assert.match(
      summaries.at(-1) ?? "",
      /; skipped 1: rows without salesforce_order_line_id; skipped 2: rows without id$/u,
    );
    assert.deepEqual(warnings.toSorted(), [
      "campaigns: skipped 2 rows that Pinterest returned without id, a part of the primary key",
      "ssio_order_lines: skipped 1 row that Pinterest returned without salesforce_order_line_id, a part of the primary key",
    ]);
  });
});

describe("a report's file", () => {
  /** A job that is finished, with a file of the size that Pinterest tells. */
  const job = (size: number) => ({ report_status: "FINISHED", url: "https://files.test/1", size });
  const scriptOf =
    (size: (text: string) => number, file: string) =>
    (asked: Asked): Answer | undefined => {
      if (asked.path === "/ad_accounts") return page([{ id: "549" }]);
      if (asked.path === "/catalogs") return page([{ id: "12", catalog_type: "RETAIL" }]);
      if (asked.path.endsWith("/templates")) return page([{ id: "88", type: "ASYNC" }]);
      if (!asked.path.endsWith("reports")) return undefined;
      const answer = asked.query.has("token") ? job(size(file)) : { token: "t", report_status: "IN_PROGRESS" };
      return {
        body: asked.path.includes("mmm") ? { code: 0, message: "ok", status: "success", data: answer } : answer,
      };
    };
  const bytes = (text: string) => Buffer.byteLength(text);
  const now = "2026-06-30T12:00:00Z";
  const days = Array.from({ length: 28 }, (_, index) => `2026-06-${String(index + 1).padStart(2, "0")}`);
  const fileOf = (id: string) =>
    JSON.stringify({
      "549": days.map((day) => ({ [id]: "549", DATE: day, TARGETING_TYPE: "GENDER", TARGETING_VALUE: "x" })),
    });

  const contents = [
    '{"code":8,"message":"You have exceeded your rate limit. Try again later."}',
    '{"message":"Internal error"}',
    '["a"]',
    '{"1":{"AD_ACCOUNT_ID":1}}',
    "[]",
    '{"data":null}',
    "{}",
    "Service unavailable, try again later",
    "PK\u0003\u0004\u0014\u0000,\u0000report.csv\n\u0000,\u0000",
    "<html><body>Busy</body></html>",
    "",
  ];
  for (const [name, id, mode] of [
    ["advertiser_report", "AD_ACCOUNT_ID", "incremental"],
    ["mmm_report", "AD_GROUP_ID", "incremental"],
    ["catalogs_reports_distribution_issues", "x", "full_refresh"],
  ] as const) {
    for (const content of contents) {
      it(`of ${name} that holds ${JSON.stringify(content.slice(0, 30))} in place of 5,000 bytes is invalid`, async () => {
        const config = { startDate: "2026-06-01" };
        const wanted = [configured(name, mode)];
        const first = await scriptedRead(
          wanted,
          scriptOf(() => 5_000, content),
          { config, now, file: () => content },
        );
        assert.equal(first.complete, false);
        messageOf(first.errors, "transient_error");
        assert.deepEqual(await first.log.records(name), []);
        if (mode === "full_refresh") return;
        // The cursor has not moved: a sound file of the next day has all days.
        const file = fileOf(id);
        const states = await first.log.states(name);
        const state = states.length === 0 ? {} : { [name]: JSON.parse(JSON.stringify(states.at(-1))) };
        const second = await scriptedRead(wanted, scriptOf(bytes, file), {
          config,
          now: "2026-07-01T12:00:00Z",
          file: () => file,
          state,
        });
        assert.equal(second.complete, true, JSON.stringify(second.errors));
        assert.deepEqual(new Set((await second.log.records(name)).map(({ DATE }) => DATE)), new Set(days));
      });
    }

    for (const content of ["{}", "[]"]) {
      it(`of ${name} without rows is ${content}, as long as it should be`, async () => {
        for (const size of [2, 0, null]) {
          const script = (asked: Asked) => {
            const answer = scriptOf(() => size ?? 0, content)(asked);
            return size === null && answer !== undefined && "body" in answer
              ? { body: withoutSize(answer.body) }
              : answer;
          };
          const { complete, errors } = await scriptedRead([configured(name, mode)], script, {
            config: { startDate: "2026-06-01" },
            now,
            file: () => content,
          });
          assert.equal(complete, true, JSON.stringify(errors));
        }
      });
    }
  }

  it("on a catalog that is cut short of its size is invalid, though its lines are sound", async () => {
    const content = "item_id,issue\n1,a\n2,b\n";
    const readFile = (size: number) =>
      scriptedRead(
        [configured("catalogs_reports_distribution_issues")],
        scriptOf(() => size, content),
        { file: () => content },
      );
    const cut = await readFile(bytes(content) + 1);
    assert.equal(cut.complete, false);
    assert.match(messageOf(cut.errors, "transient_error"), /has 22 bytes of the 23 that it should have/u);
    assert.equal((await readFile(bytes(content))).complete, true);
  });
});

function withoutSize(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { size: _, ...rest } = body;
  return isObject(rest.data) ? { ...rest, data: withoutSize(rest.data) } : rest;
}

describe("a response that is broken in one place", () => {
  const day = (date: string) => ({ date, data_status: "READY", metrics: { IMPRESSION: 5 } });
  // The last of each: what may stand for rows that are none.
  for (const [name, path, body, nothing] of [
    ["boards", "/boards", { items: [{ id: "1", owner: { username: "x" } }, { id: "2" }], bookmark: null }, ["[]"]],
    [
      "user_account_analytics",
      "/user_account/analytics",
      { all: { daily_metrics: [day("2026-06-29"), day("2026-06-30")] } },
      ["[]", "{}", "null"],
    ],
    [
      "labels",
      "/ad_accounts/549/labels",
      { items: [{ id: "1" }, { labels: [{ id: "2" }, { id: "3" }] }], bookmark: null },
      ["[]", "null"],
    ],
    [
      "trends_featured_topics",
      "/trends/topics/featured",
      [{ interest: "art", trends: [{ pins: [{ id: "1" }] }] }],
      ["[]"],
    ],
  ] as const) {
    it(`gives all records of ${name} or ends it INCOMPLETE`, async () => {
      const readBody = async (given: unknown) => {
        const config = { startDate: "2026-06-29", trendRegions: ["US"] };
        const result = await scriptedRead(
          [configured(name)],
          ofAccount((asked) => (asked.path === path ? { body: given } : undefined)),
          { config },
        );
        return { complete: result.complete, records: (await result.log.records(name)).length };
      };
      const { complete, records } = await readBody(body);
      assert.ok(complete && records > 0);
      await fc.assert(
        fc.asyncProperty(brokenOf(body), async ({ body: broken, replacement }) => {
          const outcome = await readBody(broken);
          const isNothing = nothing.some((each) => each === JSON.stringify(replacement));
          assert.ok(!outcome.complete || outcome.records === records || isNothing, JSON.stringify(outcome));
        }),
        { numRuns: 60 },
      );
    });
  }
});
