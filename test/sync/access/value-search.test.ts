import assert from "node:assert/strict";
import { namedIn, searchRejected } from "../../../src/sync/access/value-search.ts";

const values = (count: number) => Array.from({ length: count }, (_, index) => `V${index}`);

describe("searchRejected", () => {
  async function search(all: readonly string[], isTaken: (some: readonly string[]) => boolean) {
    let requests = 0;
    const found = await searchRejected(all, (some) => {
      requests += 1;
      return Promise.resolve(isTaken(some));
    });
    return { found, requests };
  }
  const without = (culprits: readonly string[]) => (some: readonly string[]) =>
    !some.some((value) => culprits.includes(value));

  for (const culprits of [["V0"], ["V94"], ["V189"], ["V3", "V120"], ["V0", "V1", "V188", "V189"]]) {
    it(`finds ${culprits.join(" and ")} among 190 values within 60 requests`, async () => {
      const all = values(190);
      const { found, requests } = await search(all, without(culprits));
      assert.deepEqual(found, culprits);
      assert.ok(requests <= Math.min(60, 16 * culprits.length), `${requests} requests`);
    });
  }

  it("accepts the first of values that are rejected in combination", async () => {
    const { found } = await search(["A", "B", "C", "D"], (some) => !(some.includes("A") && some.includes("D")));
    assert.deepEqual(found, ["D"]);
  });

  it("gives up after three single rejected values", async () => {
    const { found, requests } = await search(values(190), () => false);
    assert.equal(found, undefined);
    assert.ok(requests <= 12, `${requests} requests`);
  });

  it("counts untried values as rejected after 60 requests", async () => {
    const all = values(190);
    const { found, requests } = await search(all, without(all.filter((_, index) => index % 2 === 1)));
    assert.ok(found !== undefined && found.length < 190);
    assert.deepEqual(
      all.filter((value, index) => index % 2 === 1 && !found.includes(value)),
      [],
    );
    assert.equal(requests, 60);
  });

  it("returns undefined for a single value", async () => {
    const { found, requests } = await search(["V"], () => true);
    assert.deepEqual([found, requests], [undefined, 0]);
  });
});

describe("namedIn", () => {
  const columns = ["CTR", "CTR_2", "LEADS", "GB+IE"];

  for (const [message, named] of [
    ["Columns CTR_2, LEADS are not available.", ["CTR_2", "LEADS"]],
    ["Invalid columns: ['CTR']", ["CTR"]],
    ["Columns are not allowed: LEADS", ["LEADS"]],
    ["'CTR_2' is not one of ['CTR', 'LEADS']", ["CTR_2"]],
    ["Supported columns are CTR, LEADS", []],
    ["The region GB+IE is unknown", ["GB+IE"]],
    ["PRECTR and LEADS_2 are wrong", []],
    ["Invalid request.", []],
    // A message that names all values is unspecific.
    ["Wrong: CTR, CTR_2, LEADS, GB+IE", []],
  ] as const) {
    it(`finds ${named.join(" and ") || "none"} in "${message}"`, () => {
      assert.deepEqual(namedIn(message, columns), named);
    });
  }

  it("ignores values that are not uppercase", () => {
    assert.deepEqual(namedIn("The request is wrong.", ["request", "is"]), []);
  });
});
