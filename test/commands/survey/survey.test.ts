import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { assumptions } from "../../../src/commands/survey/assumptions.generated.ts";
import { assertEach } from "../../assert-each.ts";
import { FakeClock } from "../../fake-clock.ts";
import { noon } from "../../today.ts";
import { emptied, flips } from "./flips.ts";
import { survey } from "./survey-run.ts";

/** Answers of an account with nothing in it: the mistakes that need no ad account, and headers. */
const withoutData = {
  L4: "holds: right_status",
  B9: "holds: right_status",
  X2: "holds: right_status",
  K1: "holds: enough_cases",
};
/** What only a second run or further access shows. */
const overTime = ["T4", "T8", "O3", "D1"];

/** Small accounts, for quick tests. */
const scale = { ...extents.small, pins: 160, followers: 45, keywords: 2, productGroups: 2, feeds: 1 };

describe("survey", () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ seed: 3, scale, clock: new FakeClock(noon) });
    simulator.change({ add_pins: 2 });
  });
  after(() => simulator.close());

  it("finds that all assumptions hold at the simulator", async () => {
    const { code, found, stdout } = await survey(simulator, {}, ["--reports"]);
    assert.equal(code, 0, stdout);
    const others = Object.entries(found).filter(([, outcome]) => !outcome.startsWith("holds"));
    assert.deepEqual(
      Object.fromEntries(others),
      Object.fromEntries(overTime.map((id) => [id, "not_tried: second_run"])),
    );
    assert.deepEqual(Object.keys(found), Object.keys(assumptions));
  });

  // judges.test.ts tries the judges of all others.
  for (const id of ["S1", "S2"] as const) {
    it(`notices that ${id} is false`, async () => {
      const { found, stdout, code } = await survey(simulator, flips[id]);
      assert.equal(code, 0);
      assert.match(found[id] ?? "", /^fails: (?:counterexample|wrong_status)$/u, JSON.stringify(found));
      assert.match(stdout, new RegExp(`^  ${id}  .+\\n      You lose: .+\\n      To do: .+$`, "mu"));
    });
  }

  it("can't tell from an account with nothing in it, apart from its mistakes", async () => {
    const { found } = await survey(simulator, emptied, ["--reports"]);
    const told = Object.entries(found).filter(([, outcome]) => /^(?:holds|fails)/u.test(outcome));
    assert.deepEqual(Object.fromEntries(told), withoutData);
  });

  it("makes no more requests than its budget", async () => {
    for (const budget of [1, 7, 20]) {
      const { requests, code, found } = await survey(simulator, {}, ["--budget", String(budget)]);
      assert.ok(requests <= budget, `${requests} of ${budget}`);
      assert.equal(code, 0);
      assert.ok(!Object.values(found).some((outcome) => outcome.startsWith("fails")), JSON.stringify(found));
    }
  });

  it("fails without a report if Pinterest rejects the token", async () => {
    simulator.faults.set([{ fault: { status: 401, code: 2, message: "Authentication failed." } }]);
    const { code, report, stderr } = await survey(simulator);
    simulator.faults.set([]);
    assert.equal(code, 1);
    assert.deepEqual(report, {});
    assert.match(stderr, /Pinterest rejected the access token/u);
  });

  it("takes no failure of a server for a failure of an assumption", async () => {
    simulator.faults.set([{ rate: 0.3, seed: 5, fault: { status: 500, code: 12 } }]);
    const { found } = await survey(simulator, {}, ["--budget", "200"]);
    simulator.faults.set([]);
    assertEach(
      Object.entries(found),
      ([id]) => id,
      ([, outcome]) => assert.doesNotMatch(outcome, /^fails/u),
    );
  });
});

describe("survey of other accounts", () => {
  it("raises no false alarm on three seeds", async () => {
    for (let seed = 10; seed < 13; seed += 1) {
      const pages = seed % 2 === 0 ? "full" : "ragged";
      const simulator = await startSimulator({
        seed,
        pages,
        scale,
        clock: new FakeClock(noon),
      });
      try {
        const { found } = await survey(simulator, {}, ["--reports"]);
        const failing = Object.entries(found).filter(([, outcome]) => outcome.startsWith("fails"));
        assert.deepEqual(failing, [], `seed ${seed}`);
        assert.ok(
          Object.values(found).filter((outcome) => outcome.startsWith("holds")).length >= 20,
          JSON.stringify(found),
        );
      } finally {
        await simulator.close();
      }
    }
  });

  it("asks without a scope for ads, Pins, and secret boards, and for an app without batches", async () => {
    const simulator = await startSimulator({
      seed: 3,
      scale,
      clock: new FakeClock(noon),
      gated: ["multi_pins/analytics"],
    });
    try {
      const gated = await survey(simulator);
      assert.equal(gated.found.O6, "cannot_tell: gated");
      assert.equal(gated.found.O1, "holds: enough_cases");
      simulator.settings.scopes = ["user_accounts:read", "boards:read"];
      const { found, code } = await survey(simulator);
      assert.equal(code, 0);
      assert.deepEqual(
        Object.entries(found).filter(([, outcome]) => outcome.startsWith("fails")),
        [],
      );
      assert.equal(found.L4, "holds: right_status");
    } finally {
      await simulator.close();
    }
  });
});
