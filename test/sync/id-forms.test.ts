import assert from "node:assert/strict";
import { page } from "../scripted-api.ts";
import { readOne } from "./scripted-read.ts";

/** Beyond 2^53, so that a JSON number loses digits where it isn't read as text. */
const ids = { AD_ID: "687247811001234567", CAMPAIGN_ID: "626735565838123457", AD_GROUP_ID: "2680067996745123457" };

/** Reads one row of ads analytics whose IDs are written as strings or as numbers. */
async function readWith(isText: (column: string) => boolean) {
  const members = Object.entries(ids).map(([name, id]) => `"${name}":${isText(name) ? `"${id}"` : id}`);
  const { records, errors } = await readOne(
    "ad_analytics",
    ({ path }) => {
      if (path === "/ad_accounts") return page([{ id: "549755885175" }]);
      if (path.endsWith("/ads")) return page([{ id: ids.AD_ID, ad_account_id: "549755885175" }]);
      return path.endsWith("/analytics")
        ? { body: `[{"DATE":"2026-06-20","IMPRESSION_1":3,${members.join()}}]` }
        : undefined;
    },
    { config: { startDate: "2026-06-20" } },
  );
  assert.deepEqual(errors, []);
  return records;
}

describe("IDs in rows of ads analytics", () => {
  it("give the same key and values as strings, as numbers, and in the mixture that was recorded", async () => {
    const [record, ...others] = await readWith((column) => column === "AD_ID");
    assert.deepEqual(others, []);
    assert.deepEqual(
      Object.keys(ids).map((column) => record?.[column]),
      Object.values(ids),
    );
    for (const isText of [() => true, () => false, (column: string) => column !== "AD_ID"])
      assert.deepEqual(await readWith(isText), [record]);
  });
});
