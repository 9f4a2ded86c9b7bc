import assert from "node:assert/strict";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { Bed } from "./bed.ts";
import { errorsOf } from "./messages.ts";

describe("reading advertising", () => {
  let bed: Bed;

  beforeEach(async () => {
    bed = await Bed.open({
      seed: 7,
      scale: { ...extents.small, campaigns: 3, adGroups: 6, ads: 15, keywords: 12 },
      config: {
        credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
        columns: ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"],
      },
    });
  });
  afterEach(() => bed.close());

  it("retries overload errors, failed report jobs, and expired links", async () => {
    const { simulator } = bed;
    const reports = ["advertiser_report", "campaign_targeting_report", "campaign_analytics"];
    simulator.settings.report_failure = "FAILED";
    simulator.settings.report_failure_every = 4;
    const overloaded = { status: 400, code: 1, message: "Retry after 1 seconds" };
    simulator.faults.set([
      ...["analytics/create_report", "campaigns/analytics"].map((operation) => ({
        operation,
        every: 2,
        fault: overloaded,
      })),
      { operation: "reports/download", nth: 2, fault: { status: 403, html: true } },
      { operation: "reports/download", nth: 4, fault: { cut: 3_000 } },
      { operation: "reports/download", nth: 6, fault: { reset: "body" } },
    ]);
    const { code, messages } = await bed.read(reports, { mode: "full_refresh" });
    assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
    const injected = [...simulator.faults.injections.keys()].toSorted();
    assert.deepEqual(injected, ["analytics/create_report", "campaigns/analytics", "reports/download"]);
    bed.assertRecords(messages, ...reports);
  });
});
