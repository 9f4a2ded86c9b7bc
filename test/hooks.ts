import nock from "nock";
import "./noon.ts";

// From its import on, nock stands in every connection of the process, and reads ahead of whoever is slow. Tests that want it
// activate it.
nock.restore();

// Mocha lets a test pass that leaves a rejected promise behind.
const floating = new Set<unknown>();
process.on("unhandledRejection", (reason) => floating.add(reason));

export const mochaHooks = {
  afterEach(): void {
    const [reason] = floating;
    floating.clear();
    if (reason !== undefined) throw new Error("the test left a rejected promise behind", { cause: reason });
    const pending = nock.pendingMocks();
    nock.cleanAll();
    if (pending.length > 0) throw new Error(`requests were expected and not made: ${pending.join(", ")}`);
  },
};
