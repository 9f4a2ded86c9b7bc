import assert from "node:assert/strict";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText } from "../src/json.ts";
import { Bed } from "./bed.ts";
import { errorsOf, recordsOf, statusesOf } from "./messages.ts";
import { Table } from "./table.ts";

const reports = [
  "catalogs_reports_feed_ingestion_issues",
  "catalogs_reports_distribution_issues",
  "catalogs_reports_all_items",
];
const config = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };

/** Responses in every form that Pinterest's incomplete document allows. */
describe("undocumented formats", () => {
  let bed: Bed;

  beforeEach(async () => {
    bed = await Bed.open({ seed: 7, scale: extents.small, config });
  });
  afterEach(() => bed.close());

  const read = (names: readonly string[]) => bed.read(names, { mode: "full_refresh" });

  for (const form of ["csv", "tsv", "json_list", "json_lines", "json_lists"] as const) {
    for (const packed of [false, true]) {
      it(`of catalog reports: reads ${form}${packed ? " with gzip" : ""}`, async () => {
        bed.simulator.settings.catalog_report_form = form;
        bed.simulator.settings.catalog_report_gzip = packed;
        const { code, messages } = await read(reports);
        assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
        for (const name of reports) {
          const records = recordsOf(messages).get(name) ?? [];
          const expected = bed.expectedRecords(name);
          assert.ok(expected.length > 1, "there is no record to read");
          assert.equal(records.length, expected.length, "a record came twice");
          new Table(name).add(records).assertEquals(expected);
        }
      });
    }
  }

  for (const form of ["items_of_texts", "items_of_objects", "texts", "objects", "map"] as const) {
    it(`of question types: reads ${form}`, async () => {
      bed.simulator.settings.question_types_form = form;
      const { code, messages } = await read(["lead_form_questions"]);
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      const records = recordsOf(messages).get("lead_form_questions") ?? [];
      const expected = bed.expectedRecords("lead_form_questions");
      assert.ok(records.length > 1 && records.length === expected.length);
      new Table("lead_form_questions").add(records).assertEquals(expected);
    });
  }

  it("recreates expired reports and requests expired links again", async () => {
    bed.simulator.settings.report_failure = "EXPIRED";
    bed.simulator.settings.report_failure_every = 2;
    bed.simulator.faults.set([{ operation: "reports/download", nth: 2, fault: { status: 403, html: true } }]);
    const { code, messages } = await read(reports);
    assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
    for (const name of reports) {
      new Table(name).add(recordsOf(messages).get(name) ?? []).assertEquals(bed.expectedRecords(name));
    }
  });

  it("reports that a report never finished", async () => {
    bed.simulator.settings.report_failure = "DOES_NOT_EXIST";
    const { code, messages } = await read(reports.slice(1, 2));
    assert.equal(code, 1);
    const [error] = errorsOf(messages);
    assert.match(asText(error?.message), /failed to answer reports\/get.*not valid or has expired/u);
    assert.deepEqual(
      statusesOf(messages)
        .get(reports[1] ?? "")
        ?.at(-1),
      "INCOMPLETE",
    );
  });

  it("names the missing access", async () => {
    bed.simulator.settings.gated = ["reports/create", "lead_form_questions/get"];
    for (const answer of ["restricted", "forbidden"] as const) {
      bed.simulator.settings.gated_response = answer;
      const { code, messages } = await read([...reports.slice(1), "lead_form_questions"]);
      assert.equal(code, 1);
      const said = errorsOf(messages)
        .map(({ message }) => asText(message))
        .join("\n");
      assert.match(said, /reports of all items.*account manager/u);
      assert.match(said, /beta of lead ads.*account manager/u);
      for (const name of [...reports.slice(1), "lead_form_questions"]) {
        assert.deepEqual(statusesOf(messages).get(name)?.at(-1), "INCOMPLETE", name);
      }
    }
  });
});
