import { Random } from "../simulator/random.ts";
import { addDays } from "../src/base/dates.ts";
import { today } from "./today.ts";

const seed = 1;
/** So that three of them are about a year. */
const daysEach = 120;

/**
 * Three days after that of the tests, for what is to hold on any day: one drawn from each third of a year, the same ones each
 * time.
 */
export const anyDays: readonly string[] = (() => {
  const random = new Random(seed);
  return Array.from({ length: 3 }, (_, index) => addDays(today, index * daysEach + random.integer(1, daysEach)));
})();
