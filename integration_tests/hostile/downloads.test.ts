import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { daysFrom } from "./facts.ts";
import { type Read, read, reporting } from "./server.ts";

const stream = "campaign_analytics_report";
const rows: readonly JsonObject[] = Array.from({ length: 50 }, (_, index) => String(600 + index)).flatMap((id) =>
  daysFrom("2026-05-01", "2026-06-29").map((DATE, day) => ({
    CAMPAIGN_ID: id,
    DATE,
    SPEND_IN_DOLLAR: Number(id) + day,
  })),
);
const fileOf = (some: readonly JsonObject[]) => JSON.stringify({ "500": some });
const whole = fileOf(rows);
const broken = whole.slice(0, whole.length * 0.6);
const reversed = fileOf(rows.toReversed());
const fewer = fileOf(rows.slice(0, 1_000));
/** The first row has another number. */
const changed = rows.map((row, index) => (index === 0 ? { ...row, SPEND_IN_DOLLAR: 1 } : row));

/** Fails unless the last record of each key is that of the rows. */
function assertRows(result: Read, expected: readonly JsonObject[] = rows): void {
  result.assertComplete(stream);
  const line = ({ CAMPAIGN_ID: id, DATE, SPEND_IN_DOLLAR: spend }: JsonObject) =>
    [`${asText(id)} ${asText(DATE)}`, spend] as const;
  const table = new Map(result.records(stream).map(line));
  const missing = expected.map(line).filter(([key, spend]) => table.get(key) !== spend);
  assert.deepEqual([missing.length, missing.slice(0, 3), table.size], [0, [], expected.length]);
}

describe("a report whose download breaks after rows went out", () => {
  it("goes on after them in a second download with the same rows, without another job", async () => {
    const { server, downloads } = reporting((_, download) => (download === 0 ? broken : whole));
    const result = await read(server, [stream]);
    assertRows(result);
    assert.deepEqual([downloads, result.records(stream).length], [[2], rows.length]);
  });

  for (const [what, second, then] of [
    ["has another order", reversed, rows],
    ["has fewer rows", fewer, rows],
    ["has another number in them", fileOf(changed), changed],
  ] as const) {
    it(`is made again by a new job if the second download ${what}`, async () => {
      for (const by of what === "has another order" ? (["program", undefined] as const) : [undefined]) {
        const { server, downloads } = reporting((job, download) =>
          job > 0 ? fileOf(then) : download === 0 ? broken : second,
        );
        assertRows(await read(server, [stream], { by }), then);
        assert.deepEqual(downloads, [2, 1]);
      }
    });
  }

  for (const [what, files] of [
    ["all downloads break", () => broken],
    ["the second download of each job has fewer rows", (_, download) => (download === 0 ? broken : fewer)],
    ["the second download of each job has another order", (_, download) => (download === 0 ? broken : reversed)],
  ] as const satisfies readonly (readonly [string, (job: number, download: number) => string])[]) {
    it(`ends its stream INCOMPLETE, and never with fewer rows, if ${what}`, async () => {
      const result = await read(reporting(files).server, [stream]);
      result.assertIncomplete(stream, "transient_error");
      assertRows(await read(reporting(() => whole).server, [stream], { state: result.state }));
    });
  }
});

describe("a file whose rows have no key but their position", () => {
  const catalogReport = "catalogs_reports_distribution_issues";
  const lines = Array.from({ length: 1_000 }, (_, index) => `item ${index},issue ${index}`);
  const csv = (some: readonly string[]) => ["item_id,issue", ...some, ""].join("\n");
  const cut = csv(lines).slice(0, 15_005);
  const size = csv(lines).length;
  const itemsOf = (result: Read) =>
    result.records(catalogReport).map((record) => /item \d+/u.exec(JSON.stringify(record))?.[0] ?? "no item");

  it("goes out only once its download is complete", async () => {
    for (const by of ["program", undefined] as const) {
      const backwards = lines.toReversed();
      const { server } = reporting((_, download) => (download === 0 ? cut : csv(backwards)), size);
      const result = await read(server, [catalogReport], { by });
      result.assertComplete(catalogReport);
      assert.deepEqual(
        itemsOf(result),
        backwards.map((line) => line.split(",")[0]),
      );
    }
  });

  it("does not go out if all downloads break", async () => {
    const result = await read(reporting(() => cut, size).server, [catalogReport]);
    result.assertIncomplete(catalogReport, "transient_error");
    assert.deepEqual(itemsOf(result), []);
  });
});
