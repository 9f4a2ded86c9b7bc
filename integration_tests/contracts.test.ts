import assert from "node:assert/strict";
import { earlierContracts } from "../simulator/parameters.generated.ts";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, isObject } from "../src/json.ts";
import { streams } from "../src/streams/all.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { Bed } from "./bed/bed.ts";
import { errorsOf, logsOf, recordsOf, statusesOf } from "./bed/messages.ts";
import { mondayBefore } from "./bed/start-date.ts";
import { Table } from "./bed/table.ts";

const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: ["garden"],
  terms: ["garden"],
  countries: ["US"],
  trend_regions: ["US", "GB+IE", "DE"],
};
const scale = { ...extents.small, campaigns: 3, adGroups: 6, ads: 15, keywords: 24 };

/** Streams of operations that only 5.28 has. */
const isNew = (operation: string) => earlierContracts[operation] === null;

// For 5.28, see read.test.ts.
describe("an API of version 5.23", () => {
  let bed: Bed;
  before(async () => {
    // read.test.ts reads the entire history.
    const recent = { ...config, start_date: mondayBefore(Date.now(), 3) };
    bed = await Bed.open({ seed: 7, scale, contract: "5.23", config: recent });
  });
  after(() => bed.close());

  it("returns the records of every stream that it has, without fields of 5.28", async () => {
    const older = streams.filter(({ operation }) => !isNew(operation));
    const { messages, code } = await bed.read(
      older.map(({ name }) => name),
      { mode: "full_refresh" },
    );
    assert.deepEqual(errorsOf(messages), []);
    assert.equal(code, 0);
    const records = recordsOf(messages);
    const statuses = statusesOf(messages);
    assertEachNamed(older, ({ name }) => {
      assert.equal(statuses.get(name)?.at(-1), "COMPLETE");
      const found = records.get(name) ?? [];
      const expected = bed.expectedRecords(name);
      new Table(name).add(found).assertEquals(expected);
      assert.equal(found.length, expected.length, "a record is repeated");
    });
    // The connector warns once of each new column, type, and objective.
    const warnings = messages.flatMap(({ log }) =>
      isObject(log) && log.level === "WARN" && /Pinterest rejected|skipped/u.test(asText(log.message))
        ? [asText(log.message)]
        : [],
    );
    for (const value of ["INAPP_SKAN_APP_INSTALL", "ADS_CREDIT_SPEND_IN_DOLLAR", "AUDIENCE_INCLUDE", "SALES"]) {
      const naming = warnings.filter((warning) => warning.split("Pinterest's response")[0]?.includes(value));
      assert.ok(naming.length > 0, value);
    }
    const rejected = bed.simulator.journal.entries.filter(({ status }) => status === 400).length;
    // Two for each value, level, and ad account, and those in flight before the first response.
    assert.ok(rejected > 0 && rejected < 1_500, `${rejected} requests were rejected`);
  });

  it("ends streams that it doesn't have with an error or a warning, and returns the others", async () => {
    const newer = streams.filter(({ operation }) => isNew(operation)).map(({ name }) => name);
    const { messages } = await bed.read([...newer, "campaigns"], { mode: "full_refresh" });
    const statuses = statusesOf(messages);
    const [warned, failed] = ["COMPLETE", "INCOMPLETE"].map((status) =>
      newer.filter((name) => statuses.get(name)?.at(-1) === status),
    );
    // A 404 for the only catalog can mean that it is deleted, which is a warning. Several are an error.
    assert.deepEqual(warned, ["catalogs_local_stores"]);
    assert.deepEqual(
      failed,
      newer.filter((name) => name !== "catalogs_local_stores"),
    );
    assert.ok(failed?.includes("schedules"));
    assert.ok(logsOf(messages).some((log) => log.startsWith("catalogs_local_stores: skipped")));
    assert.equal(statuses.get("campaigns")?.at(-1), "COMPLETE");
  });
});

describe("template reports", () => {
  for (const location of ["address", "body"] as const) {
    it(`are of the requested days if the API reads them from the ${location}`, async () => {
      const bed = await Bed.open({ seed: 7, scale, template_report_days: location, config });
      try {
        const { messages } = await bed.read(["template_reports"], { mode: "full_refresh" });
        assert.ok(bed.expectedRecords("template_reports").length > 0);
        bed.assertRecords(messages, "template_reports");
      } finally {
        await bed.close();
      }
    });
  }
});

describe("discover", () => {
  it("offers every stream if all settings are given", async () => {
    const bed = await Bed.open({ scale, config });
    try {
      const offered = await bed.offered();
      assert.equal(offered.length, streams.length);
      assert.ok(offered.length >= 120, `${offered.length}`);
    } finally {
      await bed.close();
    }
  });
});
