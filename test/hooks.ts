import nock from "nock";
import { executedAssertions } from "./assertions.ts";
import "./no-names.ts";
import "./property-seed.ts";
import "./today.ts";

// Once imported, nock intercepts every connection of the process and reads ahead of slow readers. Tests activate it on
// demand.
nock.restore();

// Mocha ignores unhandled rejections of a passing test.
const floating = new Set<unknown>();
process.on("unhandledRejection", (reason) => floating.add(reason));

/** Tests of the current file that passed without an assertion, so that they can hardly fail. */
let empty: string[] = [];
let executedBefore = 0;

/** Returns the titles of skipped tests that don't say why, as `itWith` does. */
function unexplained(suite: Mocha.Suite): readonly string[] {
  return [
    ...suite.tests
      .filter((test) => test.isPending() && !/ \(skipped: .+\)$/u.test(test.title))
      .map(({ title }) => title),
    ...suite.suites.flatMap(unexplained),
  ];
}

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
  afterAll(this: Mocha.Context): void {
    const unnamed = this.test?.parent === undefined ? [] : unexplained(this.test.parent);
    if (unnamed.length > 0)
      throw new Error(`skipped without a reason, see test/requirements.ts:\n${unnamed.join("\n")}`);
    const titles = empty;
    empty = [];
    if (titles.length > 0)
      throw new Error(
        `${titles.length} tests executed no assertion (\`assert(…)\` is not counted, \`assert.ok(…)\` is):\n${titles.join("\n")}`,
      );
  },
};
