import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { assumptions } from "../../../src/commands/survey/assumptions.generated.ts";
import { assertEach } from "../../assert-each.ts";
import { FakeClock } from "../../fake-clock.ts";
import { objectAt } from "../../narrow.ts";
import { noon } from "../../today.ts";
import { emptied, flips, rejectingJoinedLists, speakingAsRecorded, unlistedBoard } from "./flips.ts";
import { survey } from "./survey-run.ts";

/** Answers of an account with nothing in it: the mistakes that need no ad account, and headers. */
const withoutData = {
  L4: "holds: right_status",
  B9: "holds: right_status",
  X2: "holds: right_status",
  K1: "holds: enough_cases",
};
/** What the simulated account doesn't show: what only a second run does, and what few accounts have. */
const untold = {
  ...Object.fromEntries(["T4", "T8", "O3", "D1"].map((id) => [id, "not_tried: second_run"])),
  B3: "cannot_tell: all_listed",
  O12: "cannot_tell: no_twins",
};
/** What Pinterest's document and recordings tell differently: whether these hold depends on which of both the simulator follows. */
const disputed = ["A10", "R7"];
/** Returns the answers other than `holds`. */
const othersIn = (found: Readonly<Record<string, string>>) =>
  Object.entries(found).filter(([id, outcome]) => !outcome.startsWith("holds") && !disputed.includes(id));

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
    assert.deepEqual(Object.fromEntries(othersIn(found)), untold);
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

  it("asks for a board that Pins name and the list lacks", async () => {
    const { found, report } = await survey(simulator, unlistedBoard());
    assert.equal(found.B3, "holds: enough_cases");
    assert.equal(objectAt(report, "found", "B3").of, "1");
    const { found: without, stdout } = await survey(simulator, flips.B3);
    assert.equal(without.B3, "fails: counterexample");
    assert.match(stdout, /^ {2}B3 .+\n {6}You lose: .+\n {6}To do: Take the Pins from the stream pins/mu);
  });

  it("reports columns by the names of Pinterest's document, counts others, and shows the pairs of statuses and the names of metrics", async () => {
    const campaigns = simulator.expectedRecords("campaigns");
    const { report } = await survey(simulator, speakingAsRecorded(campaigns));
    const { outcome, fields, unnamed } = objectAt(report, "found", "A9");
    const known = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_SEARCH"];
    assert.deepEqual([outcome, fields, unnamed], ["fails", known, "2-9"]);
    const pairs = objectAt(report, "found", "A10").fields;
    assert.ok(Array.isArray(pairs) && pairs.includes("1=ACTIVE"), JSON.stringify(pairs));
    const names = objectAt(report, "found", "O11").fields;
    for (const name of ["90d.impression", "90d.outbound_click", "90d.save", "lifetime_metrics.last_updated"])
      assert.ok(Array.isArray(names) && names.includes(name), JSON.stringify(names));
  });

  it("takes a rejected list of several values for a failure", async () => {
    const { found } = await survey(simulator, rejectingJoinedLists);
    assert.equal(found.L12, "fails: counterexample");
    assert.equal(found.E1, "fails: counterexample");
  });

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
        const failing = othersIn(found).filter(([, outcome]) => outcome.startsWith("fails"));
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
