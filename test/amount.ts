import type { Requirement } from "./requirements.ts";

/** Returns the amount of work for `npm test` or for `npm run test:long` (`long.ts` sets the variable). */
export function amount<Amount>(of: { readonly short: Amount; readonly long: Amount }): Amount {
  return isLong() ? of.long : of.short;
}

export function isLong(): boolean {
  return process.env.RELIABILITY_TESTS === "long";
}

/** Requirement of files that only the long run needs. */
export const longRun: Requirement<true> = { value: isLong() || undefined, missing: "only in npm run test:long" };
