import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder } from "../../docs/source/source.ts";
import { packageRoot } from "../../src/base/package.ts";
import { type Condition, type Difference, holds, type Kind } from "./difference.ts";

/** A sentence on a page that users read, and which differences between a table and the account it allows. */
interface Promised {
  readonly id: string;
  readonly page: string;
  /** The list on the page that `npm run generate` writes. */
  readonly part?: string;
  readonly title?: string;
  readonly says: string;
  readonly tests?: readonly string[];
  readonly allows?: readonly Allowance[];
}

/** What is known to go wrong, until it is mended. */
export interface Defect extends Allowance {
  readonly id: string;
  readonly says: string;
  /** A seed whose life shows it. */
  readonly seed: number;
  /** The promise that allows it; undefined: none does. */
  readonly uses?: string;
}

interface Allowance {
  readonly kinds: readonly Kind[];
  /** All must hold. */
  readonly when: readonly Condition[];
  /** The day on which the difference must be gone, from the first run that shows it. */
  readonly days?: number;
}

/** All promises, those on the pages that are made from them first. */
export const promises: readonly Promised[] = JSON.parse(readFileSync(join(sourceFolder, "promises.json"), "utf8"));

/** The promises with each difference that they allow: those without a deadline first, since the time of others begins after them. */
const allowances = promises
  .flatMap(({ id, allows = [] }) => allows.map((each) => ({ id, ...each })))
  .toSorted((one, other) => Number(one.days !== undefined) - Number(other.days !== undefined));

/** Returns the ID of the first promise that allows a difference, and its deadline; undefined if none does. */
export function allowing(difference: Difference): (Pick<Promised, "id"> & Pick<Allowance, "days">) | undefined {
  const { fields } = difference;
  const whole = allowances.find((each) => shareOf(each, difference) === 1);
  if (whole !== undefined || fields.length < 2) return whole;
  // Fields of a row can differ for reasons of their own.
  const found = fields.flatMap((field) => allowing({ ...difference, fields: [field] }) ?? []);
  if (found.length < fields.length) return undefined;
  return found.find(({ days }) => days !== undefined) ?? found[0];
}

/** What is known to go wrong. */
export const knownDefects: readonly Defect[] = JSON.parse(
  readFileSync(join(packageRoot, "integration_tests/life/known-defects.json"), "utf8"),
);

/** Returns the first defect that a difference shows. @param promise the ID of the promise that allows it */
export function defectIn(
  difference: Difference,
  promise: string | undefined,
  of: readonly Defect[],
): Defect | undefined {
  return of.find((each) => each.uses === promise && shareOf(each, difference) === 1);
}

/** Returns the promise that nearly allows a difference: with the most conditions that hold, or overdue. */
export function nearest(difference: Difference): Promised | undefined {
  const closeness = ({ allows = [] }: Promised) => Math.max(0, ...allows.map((each) => shareOf(each, difference)));
  const [first] = promises.toSorted((one, other) => closeness(other) - closeness(one));
  return first !== undefined && closeness(first) > 0 ? first : undefined;
}

/** Returns the share of the conditions that hold, 1 only if the difference is allowed. */
function shareOf({ kinds, when, days }: Allowance, difference: Difference): number {
  if (!kinds.includes(difference.kind)) return 0;
  const held = when.filter((condition) => holds(condition, difference)).length;
  const isOverdue = days !== undefined && difference.days >= days;
  return (held + (isOverdue ? 0 : 1)) / (when.length + 1);
}
