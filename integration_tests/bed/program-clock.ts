import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../src/base/package.ts";
import { ahead } from "../../test/today.ts";

/** Makes Node.js load the clock before the program, and keeps the program from name servers. */
const preloaded = {
  NODE_OPTIONS: ["dist/integration_tests/bed/preloaded-clock.js", "dist/test/no-names.js"]
    .map((path) => `--import=${pathToFileURL(join(packageRoot, path)).href}`)
    .join(" "),
};

/** Environment that sets the program's clock ahead of the tests' clock, in milliseconds. */
export function shiftedClock(milliseconds: number): Readonly<Record<string, string>> {
  return { ...preloaded, CLOCK_SHIFT_MILLISECONDS: String(ahead + milliseconds) };
}

/** Environment that sets the program's clock to the tests'. */
export const clockOfTests = shiftedClock(0);

/** Speed of a program's clock, so that waits take little real time. At higher speeds, a busy machine looks like a silent server. */
export const programSpeed = 20;

/** Environment that starts the program's clock at a time (epoch milliseconds) and makes it faster. */
export function fastClock(start: number, speed: number): Readonly<Record<string, string>> {
  return { ...preloaded, CLOCK_START: String(start), CLOCK_SPEED: String(speed) };
}
