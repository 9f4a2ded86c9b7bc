import assert from "node:assert/strict";
import { StoppedError } from "../../../src/base/signals.ts";
import { Budget } from "../../../src/commands/survey/budget.ts";

const neverStopped = new AbortController().signal;

describe("Budget", () => {
  it("stops the request beyond the maximum, and doesn't count it", () => {
    const budget = new Budget(2, neverStopped);
    const use = () => budget.caller.onCall?.("org_read");
    use();
    assert.deepEqual([budget.used, budget.isSpent, budget.caller.signal.aborted], [1, false, false]);
    use();
    assert.deepEqual([budget.used, budget.isSpent, budget.caller.signal.aborted], [2, true, false]);
    use();
    assert.deepEqual([budget.used, budget.isSpent, budget.caller.signal.aborted], [2, true, true]);
  });

  it("tells its own stop from the user's and from other errors", () => {
    const user = new AbortController();
    const budget = new Budget(1, user.signal);
    assert.equal(budget.hasStopped(new StoppedError()), true);
    assert.equal(budget.hasStopped(new Error("no network")), false);
    user.abort();
    assert.equal(budget.caller.signal.aborted, true, "a user's stop must end requests");
    assert.equal(budget.hasStopped(new StoppedError()), false);
  });
});
