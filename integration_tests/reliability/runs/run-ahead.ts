import assert from "node:assert/strict";

/** Maximum number of concurrent cases; some wait for a program. */
const maxConcurrentCases = 4;

/** Verifies cases ahead of their tests, in order. Returns the verification of the case at an index. */
export function runAhead<Case>(
  cases: readonly Case[],
  verify: (one: Case) => Promise<void>,
): (index: number) => Promise<void> {
  const started = new Map<number, Promise<void>>();
  const start = (index: number): Promise<void> => {
    const one = cases[index];
    const result = started.get(index) ?? (one === undefined ? Promise.resolve() : verify(one));
    started.set(index, result);
    // The test of the case reports the error.
    result.catch(() => undefined);
    return result;
  };
  return async (index) => {
    for (let ahead = 1; ahead < maxConcurrentCases; ahead += 1) void start(index + ahead);
    await start(index);
    assert.ok(cases[index] !== undefined, "the case is verified, perhaps while another test ran");
  };
}
