import assert from "node:assert/strict";
import { apiError, respond } from "../scripted-api.ts";
import { type Account, denied, notFound, paged, pages, rejected, type ScriptedResponse } from "./api.ts";
import { itSyncs, itTracks, type Sync } from "./syncs.ts";

describe("an invalid response", () => {
  itSyncs("is retried, then ends only its stream INCOMPLETE, without records", ["boards", "ad_accounts"], {
    account: { "/boards": [{ id: "1" }, null], "/ad_accounts": "549" },
    writes: { ad_accounts: "549" },
    error: ["transient_error", /items\[1\] is null/u],
    requests: { "/boards": 6 },
  });
  itSyncs("of five megabytes is truncated in messages", "boards", {
    account: { "/boards": rejected("x".repeat(5_000_000)) },
    error: ["config_error", /^.{1000,1500}$/su],
    also: ({ lines }) => assert.ok(JSON.stringify(lines).length < 20_000),
  });
});

describe("a list that fails in the middle", () => {
  /** Three boards with four Pins each, two per page. @param second of board 2 */
  const boards = (second: ScriptedResponse): Account => ({
    "/boards": "1 2 3",
    "/boards/1/pins": paged(2, "10 11 12 13"),
    "/boards/2/pins": pages("20 21", second),
    "/boards/3/pins": paged(2, "30 31 32 33"),
    "/ad_accounts": "549",
  });
  const others = "10 11 12 13 30 31 32 33";
  const lapsed = apiError(410, 1, "The bookmark has expired.");
  for (const [what, second, writes, message] of [
    ["it is denied", denied, `${others} 20 21`, /denied access in the middle of a list/u],
    ["its bookmark expires twice", lapsed, `${others} 20 21 20 21`, /a bookmark was rejected, and again/u],
  ] as const)
    itSyncs(`ends its stream INCOMPLETE after the other partitions if ${what}`, ["board_pins", "ad_accounts"], {
      account: boards(second),
      writes: { board_pins: writes, ad_accounts: "549" },
      error: ["transient_error", message],
      warnings: "any",
    });
  const middle: Sync = { error: ["transient_error", /in the middle of a list/u] };
  itSyncs("is read again from its first page while the next one is denied", "board_pins", [
    { account: boards(denied), writes: `${others} 20 21`, ...middle },
    { isRetry: true, writes: "20 21", warnings: "any", ...middle },
    { account: boards("22 23"), isRetry: true, writes: "22 23" },
  ]);
});

describe("a list that Pinterest caps", () => {
  /** The wording of a user's log, which names no status. */
  const cap = { code: 1, message: "Pagination beyond 100.000 pins are not allowed." };
  const capped = (status: number, ofOther: string): Sync => ({
    account: {
      "/boards": "1 2",
      "/boards/1/pins": pages("10 11", "12 13", respond(status, cap)),
      "/boards/2/pins": ofOther,
      "/pins/*": notFound,
    },
    warnings: [/^board_pins: the list of board 1 ends early: Pagination beyond 100\.000 pins are not allowed/u],
  });
  for (const status of [200, 400, 403, 404, 429, 500])
    itSyncs(`ends there without a restart or a retry, and says which: ${status}`, "board_pins", {
      ...capped(status, "20"),
      writes: "10 11 12 13 20",
      requests: { "/boards/1/pins": 3 },
    });
  itTracks("proves no deletion beyond it, but of other lists", "board_pins", [
    {
      ...capped(400, "20 21"),
      account: { ...capped(400, "20 21").account, "/boards/1/pins": "10 11 12 13 14" },
      writes: 7,
      warnings: [],
    },
    capped(400, "20"),
    { ...capped(400, "20"), writes: "-21" },
    capped(400, "20"),
  ]);
});

describe("wrapped promotions of product groups", () => {
  const promotions = (...items: readonly unknown[]): Account => ({
    "/ad_accounts": "549",
    "/ad_accounts/549/ad_groups": [{ id: "7", ad_account_id: "549" }],
    "/ad_accounts/549/product_group_promotions": { body: { items, bookmark: null } },
  });
  /** The form of a sample of Pinterest from 2026, with invented values. */
  const wrapped = (id: string) => ({ data: { id, ad_group_id: "7" }, exceptions: null });
  const hidden: Sync = {
    account: promotions(wrapped("1"), { exceptions: [{ code: 2, message: "Not found." }] }),
    error: ["transient_error", /rows are missing, since items\[1\]\.exceptions says .*Not found/u],
  };
  itTracks("are not deleted while exceptions hide them", "product_group_promotions", [
    { account: promotions(wrapped("1"), wrapped("2")), writes: "1 2" },
    hidden,
    hidden,
    { account: promotions(wrapped("1")) },
    { writes: "-2" },
  ]);
});

describe("rows without their key", () => {
  const account: Account = {
    "/ad_accounts": "549",
    "/ad_accounts/549/campaigns": pages([{ id: "1" }, { name: "x" }], [{ id: null, name: "y" }, { id: "2" }]),
    "/ad_accounts/549/campaigns/analytics": { body: [] },
    "/ad_accounts/549/ssio/order_lines": [
      { salesforce_order_line_id: null, pin_order_id: "1" },
      { salesforce_order_line_id: "a" },
    ],
  };
  const warningOf = (stream: string, what: string) =>
    new RegExp(`^${stream}: skipped ${what}, a part of the primary key\\. If it happens again, report it$`, "u");
  const ofCampaigns = warningOf("campaigns", "2 rows that Pinterest returned without id");
  itSyncs("are skipped, with one warning per stream", ["campaigns", "ssio_order_lines"], {
    account,
    writes: { campaigns: "1 2", ssio_order_lines: "a" },
    warnings: [
      ofCampaigns,
      warningOf("ssio_order_lines", "1 row that Pinterest returned without salesforce_order_line_id"),
    ],
    says: [
      /^campaigns: read 2 records .*; skipped 2 rows without id$/u,
      /; skipped 3 in all \(see the lines with WARN\)$/u,
    ],
  });
  itSyncs("are skipped in lists of parents, too", "campaign_analytics", { account, warnings: [ofCampaigns] });
});
