import assert from "node:assert/strict";
import { seenFaults } from "../simulator/http/faults.ts";
import { initialSettings, type Settings } from "../simulator/settings.ts";
import { extents } from "../simulator/world/scale.ts";
import type { JsonObject } from "../src/base/json.ts";
import { Bed, credentials } from "./bed/bed.ts";
import type { Outcome } from "./bed/connector.ts";
import { endsOf, errorsOf, logsOf, recordsOf } from "./bed/messages.ts";

/*
 * What others have seen of the live API now and then: settings and faults of the simulator, each in a read of the streams
 * that it is about.
 */

const config = {
  credentials,
  start_date: "2026-06-22",
};
const ofAds = { campaigns: 3, adGroups: 6, ads: 15, keywords: 24 };
const scale = { ...extents.small, pins: 420, followers: 20, ...ofAds };

describe("reads of an API", () => {
  let bed: Bed;
  before(async () => {
    bed = await Bed.open({ seed: 7, scale, config });
  });
  afterEach(() => {
    Object.assign(bed.simulator.settings, initialSettings);
    bed.simulator.faults.clear();
    bed.simulator.journal.clear();
  });
  after(() => bed.close());

  /** Reads streams with other settings. */
  function read(
    streams: readonly string[],
    settings: Partial<Settings> = {},
    fields: JsonObject = {},
  ): Promise<Outcome> {
    Object.assign(bed.simulator.settings, settings);
    return bed.read(streams, { mode: "full_refresh", config: { ...config, ...fields } });
  }

  /** Fails unless the streams are complete and have the expected records. */
  function assertComplete({ code, messages }: Outcome, ...streams: readonly string[]): void {
    assert.deepEqual(errorsOf(messages), []);
    assert.equal(code, 0);
    bed.assertRecords(messages, ...streams);
  }

  it("whose list of boards lacks one that Pins name", async () => {
    const { world } = bed.simulator;
    const { me } = world;
    const own = me.boards.filter(({ owner, privacy }) => owner === me.profile.username && privacy === "PUBLIC");
    const board = own.find(({ id }) => me.boardPins(id).length > 3);
    assert.ok(board);
    const streams = ["boards", "board_sections", "board_pins", "board_section_pins", "pins"];
    assertComplete(await read(streams, { unlisted_boards: [board.id] }), ...streams);
  });

  it("that rejects pages of Pins beyond a maximum", async () => {
    const outcome = await read(["pins", "board_pins"], { max_pins_per_list: 250 });
    assertComplete(outcome, "pins", "board_pins");
    assert.equal(recordsOf(outcome.messages).get("pins")?.length, 250);
    assert.ok(logsOf(outcome.messages, "WARN").some((text) => text.startsWith("pins") && /100[,.]000/u.test(text)));
  });

  it("that rejects days within the last 90 once", async () => {
    bed.simulator.faults.set([{ operation: "user_account/analytics", nth: 1, fault: seenFaults.spurious_range }]);
    assertComplete(await read(["user_account_analytics"]), "user_account_analytics");
  });

  it("that says of a report that it is still processing, which isn't created again", async () => {
    const fault = seenFaults.still_processing;
    bed.simulator.faults.set([1, 3].map((nth) => ({ operation: "analytics/get_report", nth, fault })));
    assertComplete(await read(["campaign_analytics_report"]), "campaign_analytics_report");
    const created = bed.simulator.journal.entries.filter(({ operation }) => operation === "analytics/create_report");
    const distinct = new Set(created.map(({ path, body }) => path + JSON.stringify(body)));
    assert.equal(created.length, distinct.size);
  });

  for (const promotion_rows of ["data", "data_and_exceptions"] as const)
    it(`whose product groups are wrapped in ${promotion_rows.replaceAll("_", " ")}`, async () => {
      assertComplete(await read(["product_group_promotions"], { promotion_rows }), "product_group_promotions");
    });

  it("whose product groups have exceptions, which end INCOMPLETE", async () => {
    const { messages } = await read(["product_group_promotions"], { promotion_rows: "exceptions" });
    assert.notEqual(endsOf(messages).get("product_group_promotions"), "COMPLETE");
  });

  it("whose credits have names in snake case", async () => {
    assertComplete(await read(["ads_credit_discounts"], { ads_credit_names: "snake" }), "ads_credit_discounts");
  });

  it("that makes CSV of templates", async () => {
    assertComplete(await read(["template_reports"], { template_files: "csv" }), "template_reports");
  });

  it("that ignores the dates of a template's report, which isn't read to its end", async () => {
    const { messages } = await read(["template_reports"], { template_dates: "ignored" }, { start_date: "2026-01-01" });
    bed.assertRecords(messages, "template_reports");
    assert.equal(endsOf(messages).get("template_reports"), "transient_error");
  });

  it("that knows FEED_TYPE by name", async () => {
    assertComplete(await read(["campaign_targeting_report"], { feed_type: "accepted" }), "campaign_targeting_report");
  });

  it("that hasn't approved the app", async () => {
    bed.simulator.settings.app = "pending";
    for (const { messages } of [await bed.run("check", {}), await read(["boards"])]) {
      const said = JSON.stringify(messages);
      assert.match(said, /Trial access is pending/u);
      assert.doesNotMatch(said, /deselect/u);
    }
  });

  it("whose files have null in place of a list", async () => {
    assertComplete(
      await read(["campaign_analytics_report"], { report_files: "null_list" }),
      "campaign_analytics_report",
    );
  });

  for (const limit_headers of ["unnamed", "number"] as const)
    it(`whose header of rate limits is ${limit_headers}, which keeps to them`, async () => {
      assertComplete(
        await read(["pins", "pin_analytics"], { limit_headers, limits: "standard" }),
        "pins",
        "pin_analytics",
      );
      assert.ok(bed.simulator.journal.entries.every(({ status }) => status !== 429));
    });

  it("whose weeks start on Sunday, of which it writes nothing", async () => {
    const report = { name: "week", level: "CAMPAIGN", granularity: "WEEK", columns: ["IMPRESSION_1"] };
    const { messages } = await read(["custom_week"], { report_ranges: "sunday" }, { custom_reports: [report] });
    assert.deepEqual(recordsOf(messages).get("custom_week") ?? [], []);
    assert.notEqual(endsOf(messages).get("custom_week"), "COMPLETE");
  });
});
