import assert from "node:assert/strict";

/** What is wrong, a sentence each. Assertions are functions that give these, so that they can be tested themselves. */
export type Problems = readonly string[];

/** Fails unless there is no problem. */
export function assertNone(problems: Problems): void {
  assert.deepEqual(problems.slice(0, 20), []);
}

/** The problem, if the condition holds. */
export function problemIf(condition: boolean, problem: string): Problems {
  return condition ? [problem] : [];
}

/** The members that come more than once. */
export function repeated<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
