import assert from "node:assert/strict";
import type { Accounts, Fact } from "./facts.ts";
import { type ReadOptions, read } from "./server.ts";
import { type Refusal, World } from "./world.ts";

const stream = "campaign_analytics";
const denied = { stream, status: 403, words: "You are not permitted to access that resource." } as const;

/** Two ad accounts with campaigns 5000, 5001, … and 5100, 5101, … */
const accountsOf = (count: number): Accounts =>
  Object.fromEntries(
    ["500", "501"].map((account, index) => [
      account,
      Array.from({ length: count }, (_, number) => ({ id: String(5000 + 100 * index + number), status: "ACTIVE" })),
    ]),
  );

/** Reads campaign metrics in batches of a size. Fails if a request had neither a complete batch nor a single ID. */
async function readBatches(refusal: Partial<Refusal>, count: number, size: number, options: ReadOptions = {}) {
  const world = new World(accountsOf(count), [{ ...denied, ...refusal }]);
  const config = { analytics_batch_size: size, num_workers: 1, ...options.config };
  const result = await read(world.answer, [stream], { ...options, config });
  result.assertComplete(stream);
  const sizes = new Set(world.log.filter((each) => each.stream === stream).map(({ ids }) => ids.length));
  assert.deepEqual(
    [...sizes].filter((each) => each !== size && each !== 1),
    [],
    "a denied batch is halved",
  );
  /** The cells that the read lost, but for some rows. */
  const lostBut = (isExcused: (fact: Fact) => boolean) =>
    world.differences(stream, result.records(stream), (fact) => !isExcused(fact));
  return { world, result, lostBut };
}

describe("a denied batch", () => {
  it("asks its first ID alone; denied too, the ad account is denied for the operation and the run", async () => {
    for (const workers of [1, 40]) {
      const options = { config: { num_workers: workers } };
      const { world, result, lostBut } = await readBatches({ accounts: ["501"] }, 100, 2, options);
      assert.deepEqual(
        lostBut(({ account }) => account === "501"),
        [],
      );
      const asked = world.asked(stream, "501").map(({ ids }) => ids.length);
      assert.deepEqual([asked[0], asked.includes(1)], [2, true]);
      assert.ok(asked.length <= 2 * Math.max(workers, 8), `${asked.length} requests`);
      assert.match(result.warnings("501").join("\n"), /skipped ad account 501\b/u);
    }
  });

  for (const [what, response, by] of [
    ["403", {}, "program"],
    ["403", {}],
    ["401 with code 7", { status: 401, code: 7 }],
  ] as const) {
    it(`with inaccessible IDs is found out by single requests after a ${what} (${by ?? "in process"})`, async () => {
      for (const ids of [["5003"], ["5005", "5002"], ["5007"]]) {
        const { world, result, lostBut } = await readBatches({ ...response, ids }, 8, 8, { by });
        assert.deepEqual(
          lostBut(({ id = "" }) => ids.includes(id)),
          [],
        );
        assert.equal(world.asked(stream, "500").length, 1 + 8);
        for (const id of ids) assert.match(result.warnings(id).join("\n"), /skipped campaign/u);
        assert.deepEqual(result.warnings("500"), []);
      }
    });
  }

  it("says nothing about the ad account once the operation has succeeded there", async () => {
    const conclusions: boolean[] = [];
    for (const bad of ["5000", "5003", "5006"]) {
      const { world, lostBut } = await readBatches({ ids: [bad] }, 9, 3);
      const isDenied = world.isDenied(stream, "500");
      assert.deepEqual(
        lostBut(({ account, id }) => id === bad || (isDenied && account === "500")),
        [],
      );
      conclusions.push(isDenied);
    }
    assert.ok(conclusions.includes(false), "no batch succeeded before the denied one");
  });

  it("loses nothing if the denial is over when its first ID is asked, and otherwise nothing beyond the run", async () => {
    for (const times of [1, 2]) {
      const { world, result, lostBut } = await readBatches({ accounts: ["500"], times }, 6, 6);
      const isDenied = world.isDenied(stream, "500");
      assert.equal(isDenied, times === 2);
      assert.deepEqual(
        lostBut(({ account }) => isDenied && account === "500"),
        [],
      );
      const healthy = new World(accountsOf(6));
      const options = { state: result.state, now: Date.parse("2026-07-01T12:00:00Z") };
      const next = await read(healthy.answer, [stream], options);
      next.assertComplete(stream);
      assert.deepEqual(healthy.differences(stream, [...result.records(stream), ...next.records(stream)]), []);
    }
  });

  it("of Pins loses only the inaccessible Pin", async () => {
    const refusal = { stream: "pin_analytics", status: 401, code: 7, words: "Not authorized.", ids: ["72"] };
    const world = new World({}, [refusal]);
    const result = await read(world.answer, ["pin_analytics"]);
    result.assertComplete("pin_analytics");
    assert.deepEqual(
      world.differences("pin_analytics", result.records("pin_analytics"), ({ id }) => id !== "72"),
      [],
    );
    assert.match(result.warnings("72").join("\n"), /skipped pin/u);
  });
});
