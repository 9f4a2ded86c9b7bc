import type { recordMaker } from "../../src/records/records.ts";

/** What tests that ask for none of it need of a read. */
export const recordFacts: Parameters<typeof recordMaker>[2] = {
  today: "",
  currencyOf: () => null,
  onSkip: () => undefined,
};
