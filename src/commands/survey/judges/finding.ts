import type { AssumptionId, Reason } from "../assumptions.generated.ts";
import type { Page } from "../page.ts";
import type { Mistake, Sample } from "../sample.ts";

/** What an account says about an assumption. */
type Outcome = "holds" | "fails" | "cannot_tell" | "not_tried";

/** The answer of a judge. */
export interface Finding {
  readonly outcome: Outcome;
  readonly because: Reason;
  /** The number of cases that the answer rests on: rows, Pins, lists, or responses. */
  readonly of: number;
  /**
   * Fields that break the assumption, by the names in the schema of their stream; undeclared ones by their own. Of some
   * assumptions, what was seen: names of metrics, and pairs of statuses.
   */
  readonly fields?: readonly string[];
}

/** Returns what a sample says about an assumption. A pure function. */
export type Judge = (sample: Sample) => Finding;
export type Judges = Readonly<Partial<Record<AssumptionId, Judge>>>;

/**
 * Returns the finding of cases in responses with status 200. One counterexample is a failure; too few cases without one show
 * nothing.
 * @param cases for each case, whether the assumption holds
 * @param enough the number of cases that show something
 * @param otherwise why fewer cases show nothing
 */
export function count(
  cases: readonly boolean[],
  enough: number,
  otherwise: Reason,
  fields: readonly string[] = [],
): Finding {
  const against = cases.filter((holds) => !holds).length;
  if (against > 0) return { outcome: "fails", because: "counterexample", of: against, fields };
  const of = cases.length;
  return of >= enough
    ? { outcome: "holds", because: "enough_cases", of }
    : { outcome: "cannot_tell", because: otherwise, of };
}

/** Returns the finding of a deliberate mistake: a failure only if Pinterest accepted it, or rejected it in another way. */
export function ofMistake(sample: Sample, name: Mistake, isRight: (page: Page) => boolean): Finding {
  const page = sample.mistake(name);
  if (page === undefined) return { outcome: "cannot_tell", because: "not_asked", of: 0 };
  if (isRight(page)) return { outcome: "holds", because: "right_status", of: 1 };
  if (page.status === 401 || page.status === 403) return { outcome: "cannot_tell", because: "denied", of: 0 };
  const isTemporary = page.status === 0 || page.status === 429 || page.status >= 500;
  return isTemporary
    ? { outcome: "cannot_tell", because: "server_error", of: 0 }
    : { outcome: "fails", because: "wrong_status", of: 1 };
}
