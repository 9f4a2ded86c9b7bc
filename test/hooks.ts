import nock from "nock";
import { executedAssertions } from "./assertions.ts";
import "./noon.ts";

// Once imported, nock intercepts every connection of the process and reads ahead of slow readers. Tests activate it on
// demand.
nock.restore();

// Mocha ignores unhandled rejections of a passing test.
const floating = new Set<unknown>();
process.on("unhandledRejection", (reason) => floating.add(reason));

/** Tests of the current file that passed without an assertion, so that they can hardly fail. */
let empty: string[] = [];
let executedBefore = 0;

export const mochaHooks = {
  beforeEach(): void {
    executedBefore = executedAssertions();
  },
  afterEach(this: Mocha.Context): void {
    const { currentTest: test } = this;
    if (test?.isPassed() === true && executedAssertions() === executedBefore) empty.push(test.fullTitle());
    const [reason] = floating;
    floating.clear();
    if (reason !== undefined) throw new Error("the test left a rejected promise behind", { cause: reason });
    const pending = nock.pendingMocks();
    nock.cleanAll();
    if (pending.length > 0) throw new Error(`requests were expected and not made: ${pending.join(", ")}`);
  },
  afterAll(): void {
    const titles = empty;
    empty = [];
    if (titles.length > 0)
      throw new Error(
        `${titles.length} tests executed no assertion (\`assert(…)\` is not counted, \`assert.ok(…)\` is):\n${titles.join("\n")}`,
      );
  },
};
