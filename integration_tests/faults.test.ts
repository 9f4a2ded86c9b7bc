import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../simulator/simulator.ts";
import { asText } from "../src/base/json.ts";
import { Bed } from "./bed/bed.ts";
import { errorsOf } from "./bed/messages.ts";

const config = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };

/** Messages about faults; `reliability/faults.test.ts` shows that no record is lost. */
describe("API faults", () => {
  let bed: Bed;
  let simulator: Simulator;

  before(async () => {
    bed = await Bed.open({ seed: 9, scale: "small", config });
    simulator = bed.simulator;
  });
  afterEach(() => simulator.faults.clear());
  after(() => bed.close());

  it("log a stack trace with TypeScript lines for a system error", async () => {
    const fault = { status: 405, code: 5, message: "Method not allowed." };
    simulator.faults.set([{ operation: "media/list", fault }]);
    const { messages } = await bed.read(["media"], { program: {} });
    const [error, ...more] = errorsOf(messages);
    assert.equal(more.length, 0);
    assert.equal(error?.failure_type, "system_error");
    assert.match(asText(error.stack_trace), /\bsrc\/pinterest\/\w[\w-]*\.ts:\d+:\d+/u);
  });
});
