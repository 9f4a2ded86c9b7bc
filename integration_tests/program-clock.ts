import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../src/package.ts";
import { ahead } from "../test/noon.ts";

/** The environment in which the program's clock is ahead of the tests' by so many milliseconds. */
export function shiftedClock(milliseconds: number): Readonly<Record<string, string>> {
  return { ...preloading("shifted-clock"), CLOCK_SHIFT_MILLISECONDS: String(ahead + milliseconds) };
}

/** The environment in which the program's clock is the tests'. */
export const clockOfTests = shiftedClock(0);

/** The environment in which time begins for the program at a moment (epoch milliseconds) and goes so many times as fast. */
export function fastClock(start: number, speed: number): Readonly<Record<string, string>> {
  return { ...preloading("fast-clock"), CLOCK_START: String(start), CLOCK_SPEED: String(speed) };
}

/** Makes Node load one of these modules before the program. */
function preloading(name: string): Readonly<Record<string, string>> {
  const { href } = pathToFileURL(join(packageRoot, `dist/integration_tests/${name}.js`));
  return { NODE_OPTIONS: `--import=${href}` };
}
