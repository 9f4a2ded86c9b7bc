import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { packageRoot } from "../src/base/package.ts";

/** What some tests need besides a clone, and what this machine has of it. */
export interface Requirement<Value> {
  /** Undefined if this machine lacks it. */
  readonly value: Value | undefined;
  /** Says what is missing, for the output. */
  readonly missing: string;
}

const { platform } = process;

/** Files such as `/proc/self/status` and `/dev/full`. */
export const linux: Requirement<true> = { value: platform === "linux" || undefined, missing: "needs Linux" };

/** Programs that start by their first line. */
export const unix: Requirement<true> = { value: platform !== "win32" || undefined, missing: "needs Linux or macOS" };

/** The folder of recorded live responses. A relative path starts at the project, which contains none. */
const recorded = resolve(packageRoot, process.env.PINTEREST_RECORDED_RESPONSES || "../shared/data/live");
export const recordings: Requirement<string> = {
  value: existsSync(recorded) ? recorded : undefined,
  missing: "PINTEREST_RECORDED_RESPONSES names no folder",
};

/** Defines tests that have a requirement. Without it, one skipped test says what is missing. */
export function describeWith<Value>(
  { value, missing }: Requirement<Value>,
  title: string,
  define: (value: Value) => void,
): void {
  if (value === undefined) it.skip(`${title} (skipped: ${missing})`);
  else describe(title, () => define(value));
}

/** Defines a test that has a requirement. Without it, the test is skipped and says what is missing. */
export function itWith<Value>(
  { value, missing }: Requirement<Value>,
  title: string,
  check: (value: Value) => void | Promise<void>,
): void {
  if (value === undefined) it.skip(`${title} (skipped: ${missing})`);
  else it(title, () => check(value));
}
