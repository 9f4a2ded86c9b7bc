import type { recordMaker } from "../../src/records/records.ts";

/** Facts of a read, for tests whose records depend on none of them. */
export const recordFacts: Parameters<typeof recordMaker>[2] = {
  today: "",
  currencyOf: () => null,
  onSkip: () => undefined,
};
