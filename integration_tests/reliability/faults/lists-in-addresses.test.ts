import assert from "node:assert/strict";
import type { FaultRule } from "../../../simulator/http/faults.ts";
import { asText, isObject } from "../../../src/base/json.ts";
import { document } from "../../../test/scripts/openapi-document.ts";
import { endsOf, errorsOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";
import { openSmallAccount, read, recordsOfAll } from "../small-account.ts";

/** Streams whose requests have lists of statuses, of IDs, or of both. */
const streams = [
  "campaigns",
  "ads",
  "labels",
  "schedules",
  "keywords",
  "campaign_analytics",
  "pin_analytics",
  "trends_product_category_details",
];

/** The parameters that the document declares as repeated, and the connector joins. */
const repeatedByDocument = document.operations
  .flatMap(({ parameters }) => parameters)
  .filter(({ schema, explode }) => document.resolve(schema).value.type === "array" && explode !== false)
  .map(({ name }) => asText(name));
/** Returns whether a request joins the values of one of these parameters. */
const isJoined =
  (names: readonly string[]) =>
  ({ searchParams }: URL) =>
    names.some((name) => searchParams.get(name)?.includes(",") === true);
const idLists = repeatedByDocument.filter((name) => name.endsWith("ids"));

/** Reads the streams under a fault, and asserts that each has all records, or ends with an error about its lists. */
async function endsUnder(rule: FaultRule): Promise<ReadonlyMap<string, string>> {
  const bed = await openSmallAccount({ seed: 3 });
  try {
    bed.simulator.faults.set([rule]);
    const outcome = await read(bed, streams, {});
    // So an API that counts one of repeated values responds the same.
    for (const { path, query } of bed.simulator.journal.entries)
      assert.ok(
        Object.values(query).every((values) => values.length === 1),
        path,
      );
    const ends = endsOf(outcome.messages);
    for (const stream of streams) {
      if (ends.get(stream) === "COMPLETE") {
        new Table(stream).add(recordsOfAll([outcome], stream)).assertEquals(bed.expectedRecords(stream));
        continue;
      }
      const errors = errorsOf(outcome.messages).filter(
        ({ stream_descriptor: about }) => isObject(about) && about.name === stream,
      );
      assert.equal(errors.length, 1, stream);
      assert.match(
        asText(errors[0]?.message),
        /^Pinterest rejected a request\. .*Pinterest's response(?: for \w+, which this stream needs)?: /u,
      );
    }
    return ends;
  } finally {
    await bed.close();
  }
}

const complete = new Map(streams.map((stream) => [stream, "COMPLETE"] as const));

describe("a read with lists in addresses", () => {
  for (const [what, message] of [
    ["no value", "Invalid request."],
    ["one value", "PAUSED is invalid."],
    ["all values", "'ACTIVE,PAUSED,ARCHIVED,DRAFT,DELETED_DRAFT' is not one of ACTIVE, PAUSED, ARCHIVED, DRAFT"],
  ] as const) {
    it(`is complete or ends with the reason if the API rejects joined values and names ${what}`, async () => {
      const ends = await endsUnder({ when: isJoined(repeatedByDocument), fault: { status: 400, code: 1, message } });
      const incomplete = streams.filter((stream) => ends.get(stream) === "config_error");
      assert.deepEqual(incomplete, ["campaigns", "ads", "labels", "schedules", "keywords", "campaign_analytics"]);
    });
  }

  it("is complete if the API rejects joined IDs", async () => {
    assert.ok(idLists.includes("campaign_ids") && idLists.includes("pin_ids"));
    const fault = { status: 400, code: 1, message: "Invalid request." };
    assert.deepEqual(await endsUnder({ when: isJoined(idLists), fault }), complete);
  });
});
