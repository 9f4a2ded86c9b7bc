import assert from "node:assert/strict";
import fc from "fast-check";

let executed = 0;

for (const [name, value] of Object.entries(assert)) {
  Object.defineProperty(assert, name, {
    get: () => {
      executed += 1;
      return value;
    },
  });
}

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  reporter: (details) => {
    executed += 1;
    if (details.failed)
      throw new Error(`${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`, {
        cause: details.errorInstance,
      });
  },
});

/** Returns the number of assertions in this process: every call of a function of `assert`, and every property. */
export function executedAssertions(): number {
  return executed;
}
