import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { asText } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { accountConfig, accountOptions, accountTime } from "./bed/account.ts";
import { Bed } from "./bed/bed.ts";
import { endsOf, errorsOf, logsOf, recordsOf, streamsOf } from "./bed/messages.ts";
import { Table } from "./bed/table.ts";

const report = "campaign_targeting_report";
const newest = ["LOCAL_ADS_STORE_CODE", "AUDIENCE_MULTIPLIER"];

describe("the built program", () => {
  let bed: Bed;

  beforeEach(async () => {
    bed = await Bed.open({ ...accountOptions, now: accountTime, config: accountConfig });
  });
  afterEach(() => bed.close());

  const requestsOf = (operation: string) =>
    bed.simulator.journal.entries.filter((entry) => entry.operation === operation);

  it("requests the schedules of several campaigns with their IDs joined by commas", async () => {
    const { messages } = await bed.read(["schedules"], { program: {} });
    bed.assertRecords(messages, "schedules");
    const ids = requestsOf("schedules/list").flatMap(({ query }) => [query.entity_ids ?? []]);
    assert.ok(ids.some(([list = ""]) => list.includes(",")));
    for (const [list, ...repeated] of ids) assert.match([list, ...repeated].join("&"), /^\d+(?:,\d+)*$/u);
  });

  it("reads the other targeting types if the report job of the newest ones fails", async () => {
    const failed = { report_status: "FAILED", code: null, message: null };
    bed.simulator.faults.set([
      { operation: "analytics/create_report", containing: newest, fault: { fields: { token: "failing" } } },
      { operation: "analytics/get_report", containing: ["=failing"], fault: { status: 200, fields: failed } },
    ]);
    const { messages } = await bed.read([report], { program: {} });
    assert.equal(endsOf(messages).get(report), "COMPLETE", JSON.stringify(errorsOf(messages)));
    const others = bed.expectedRecords(report).filter((row) => !newest.includes(asText(row.TARGETING_TYPE)));
    new Table(report).add(recordsOf(messages).get(report) ?? []).assertEquals(others);
    assert.match(logsOf(messages, "WARN").join("\n"), /LOCAL_ADS_STORE_CODE/u);
  });

  it("gives a row of ads analytics one key, whether an ID is a string or a number", async () => {
    const name = "ad_analytics";
    const table = new Table(name);
    for (const fault of [{}, { ids_as_numbers: true }] as const) {
      bed.simulator.faults.set([{ operation: "ads/analytics", fault }]);
      const { messages } = await bed.read([name], { program: {} });
      table.add(recordsOf(messages).get(name) ?? []).assertEquals(bed.expectedRecords(name));
    }
  });

  it("quotes the scopes that Pinterest names as missing", async () => {
    const message = "Authorization failed. Missing: ['pins:read_secret', 'boards:read_secret']";
    bed.simulator.faults.set([{ fault: { status: 401, code: 3, message } }]);
    const { messages } = await bed.run("check", {}, { program: {} });
    assert.match(JSON.stringify(messages.at(-1)?.connectionStatus), /it needs pins:read_secret, boards:read_secret\./u);
  });

  it("requests a window of 0 days, which is a text in the form", async () => {
    const windows = { click_window: "7", engagement_window: "7", view_window: "0", view_window_days: 30 };
    const columns = ["CAMPAIGN_ID", "TOTAL_CONVERSIONS"];
    const zero = { name: "zero", level: "CAMPAIGN", granularity: "DAY", columns, ...windows };
    // Which combinations with 0 are valid isn't known, so the responses don't matter here.
    bed.simulator.faults.set([{ operation: "analytics/create_report", fault: { status: 401, code: 2 } }]);
    await bed.read(["custom_zero"], { config: { ...accountConfig, custom_reports: [zero] }, program: {} });
    const bodies = requestsOf("analytics/create_report").map(({ body }) => body);
    assert.ok(bodies.length > 0);
    for (const body of bodies) {
      assert.deepEqual([body?.click_window_days, body?.engagement_window_days, body?.view_window_days], [7, 7, 0]);
    }
  });

  it("offers the streams and fields that docs/data-rules.md and metadata.yaml name", async () => {
    const { messages } = await bed.run("discover", {}, { program: {} });
    const schemas = new Map(streamsOf(messages).map(({ name, json_schema: schema }) => [asText(name), schema]));
    const page = readFileSync(join(packageRoot, "docs/data-rules.md"), "utf8");
    const [, personal = ""] = page.split(/<!-- personal-data: [^>]*-->/u);
    const rows = [...personal.matchAll(/^\| [^|`]+ \| (?<streams>`[^|]+) \| (?<fields>`[^|]+) \|$/gmu)];
    assert.ok(rows.length > 15);
    for (const { groups } of rows) {
      for (const stream of namesIn(groups?.streams)) {
        const schema = JSON.stringify(schemas.get(stream));
        const steps = namesIn(groups?.fields).flatMap((field) => field.split("."));
        for (const step of steps) assert.ok(schema.includes(`"${step}":`), `${stream} has no ${step}`);
      }
    }
    const { data }: { data: Metadata } = parse(readFileSync(join(packageRoot, "metadata.yaml"), "utf8"));
    const changed = Object.values(data.releases.breakingChanges).flatMap(({ scopedImpact }) =>
      scopedImpact.flatMap(({ impactedScopes }) => impactedScopes),
    );
    assert.ok(changed.length > 0);
    for (const stream of [...data.suggestedStreams.streams, ...changed]) assert.ok(schemas.has(stream), stream);
  });
});

/** The parts of metadata.yaml that name streams. */
interface Metadata {
  readonly suggestedStreams: { readonly streams: readonly string[] };
  readonly releases: {
    readonly breakingChanges: Readonly<
      Record<string, { readonly scopedImpact: readonly { readonly impactedScopes: readonly string[] }[] }>
    >;
  };
}

function namesIn(cell = ""): readonly string[] {
  return [...cell.matchAll(/`(?<name>[^`]+)`/gu)].map(({ groups }) => groups?.name ?? "");
}
