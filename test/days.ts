import { Random } from "../simulator/random.ts";
import { addDays } from "../src/base/dates.ts";
import { today } from "./today.ts";

const seed = 1;
/** About a month and a quarter, so that twelve of them are more than a year. */
const daysEach = 39;

/**
 * Twelve days after that of the tests, for what is to hold on any day: one drawn from each of twelve stretches of time, the same
 * ones each time.
 */
export const anyDays: readonly string[] = (() => {
  const random = new Random(seed);
  return Array.from({ length: 12 }, (_, index) => addDays(today, index * daysEach + random.integer(1, daysEach)));
})();
