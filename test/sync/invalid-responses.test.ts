import assert from "node:assert/strict";
import { type ApiRequest, type ApiResponse, apiError, page, pageOfAll, respond } from "../scripted-api.ts";
import { denied, gone, idsOf, rejected, rows } from "./api.ts";
import type { Read, Script } from "./scripted-read.ts";
import { itSyncs, itTracks, valuesOf } from "./situations.ts";

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
  itSyncs("is retried, then ends only its stream INCOMPLETE, without records", ["boards", "ad_accounts"], {
    api: ({ path }) => (path === "/boards" ? page([{ id: "1" }, null]) : page(rows("549"))),
    ids: [],
    error: ["transient_error", /items\[1\] is null/u],
    calls: { "/boards": 6 },
    also: ({ outcomes }) => assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]),
  });

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
  const lapsed = apiError(410, 1, "The bookmark has expired.");
  let left = 2;
  const expired = () => {
    left -= 1;
    return left >= 0 ? lapsed : undefined;
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

describe("a list that Pinterest caps", () => {
  /** The wording of a user's log, which names no status. */
  const cap = { code: 1, message: "Pagination beyond 100.000 pins are not allowed." };
  const capped =
    (status: number, ...left: readonly string[]): Script =>
    (request) => {
      const [, , board = ""] = request.path.split("/");
      if (request.path === "/boards") return page(rows("1", "2"));
      if (!request.path.endsWith("/pins")) return undefined;
      if (board === "2") return page(rows(...left));
      return request.query.get("bookmark") === "at 4"
        ? respond(status, cap)
        : pageOfAll(rows(...idsOf(9, 10)), request, 2);
    };
  const warning = /^board_pins: the list of board 1 ends early: Pagination beyond 100\.000 pins are not allowed/u;

  for (const status of [200, 400, 403, 404, 429, 500])
    itSyncs(`ends there without a restart or a retry, and says which: ${status}`, "board_pins", {
      api: capped(status, "20"),
      ids: ["10", "11", "12", "13", "20"],
      warnings: [warning],
      calls: { "/boards/1/pins": 3 },
    });

  itTracks(
    "proves no deletion beyond it, but of other lists",
    "board_pins",
    {
      api: (request) =>
        request.path === "/boards/1/pins" ? page(rows(...idsOf(9, 10))) : capped(400, "20", "21")(request),
    },
    ...[1, 2, 3].map((day) => ({
      api: (request: ApiRequest) => (request.path.startsWith("/pins/") ? gone : capped(400, "20")(request)),
      written: day === 2 ? ["-21"] : [],
      warnings: [warning],
    })),
  );
});

describe("wrapped promotions of product groups", () => {
  /** The form of a sample of Pinterest from 2026, with invented values. */
  const wrapped = (id: string, exceptions: unknown = null) => ({
    data: { id, ad_group_id: "7", catalog_product_group_id: "8", status: "ACTIVE", tracking_url: null },
    exceptions,
  });
  const problem = [{ code: 2, message: "Not found." }];
  const account = (...items: readonly unknown[]) =>
    ofAccount(({ path, query }) => {
      if (path.endsWith("/ad_groups")) return page([{ id: "7", ad_account_id: "549" }]);
      if (path.endsWith("/product_groups/analytics"))
        return { body: [{ PRODUCT_GROUP_ID: query.get("product_group_ids"), DATE: "2026-06-30" }] };
      return path.endsWith("/product_group_promotions") ? page(items) : undefined;
    });
  const both = ["product_group_promotions", "product_group_analytics"];

  itSyncs("are rows and parents like flat ones, which can stand beside them", both, {
    api: account(wrapped("1"), { data: wrapped("2").data }, { id: "3", ad_group_id: "7" }, wrapped("4", [])),
    ids: ["1", "2", "3", "4"],
    also: ({ records: [first], of }) => {
      assert.deepEqual([first?.catalog_product_group_id, first?.data], ["8", undefined]);
      assert.equal(of("product_group_analytics").records.length, 1);
    },
  });

  itSyncs("arrive although exceptions leave the stream incomplete, without a retry", "product_group_promotions", {
    api: account(wrapped("1", problem), { data: null, exceptions: problem }, { exceptions: problem }, wrapped("4")),
    ids: ["1", "4"],
    error: ["transient_error", /rows are missing, since items\[0\]\.exceptions says .*Not found/u],
    calls: { "/ad_accounts/549/product_group_promotions": 1 },
  });

  itTracks(
    "are not deleted while exceptions hide them",
    "product_group_promotions",
    { api: account(wrapped("1"), wrapped("2")), written: ["+1", "+2"] },
    ...[1, 2, 3].map(() => ({
      api: account(wrapped("1"), { exceptions: problem }),
      written: [],
      error: ["transient_error", /exceptions says/u] as const,
    })),
    { api: account(wrapped("1")), written: [] },
    { written: ["-2"] },
  );
});

describe("rows without their key", () => {
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
  itSyncs("are skipped, with one warning per stream", ["campaigns", "ssio_order_lines"], {
    api: script,
    counts: { campaigns: 2, ssio_order_lines: 1 },
    warnings: [
      ofCampaigns,
      warningOf("ssio_order_lines", "1 row that Pinterest returned without salesforce_order_line_id"),
    ],
    also: ({ logs }: Read) => {
      assert.match(logs("INFO").join("\n"), /^campaigns: read 2 records .*; skipped 2 rows without id$/mu);
      assert.match(logs("INFO").at(-1) ?? "", /; skipped 3 in all \(see the lines with WARN\)$/u);
    },
  });
  itSyncs("are skipped in lists of parents, too", "campaign_analytics", { api: script, warnings: [ofCampaigns] });
});
