import { type AssumptionId, assumptions } from "../assumptions.generated.ts";
import type { Sample } from "../sample.ts";
import { judgesOfAds } from "./ads.ts";
import { judgesOfFields } from "./fields.ts";
import type { Finding, Judge } from "./finding.ts";
import { judgesOfLists } from "./lists.ts";
import { judgesOfPins } from "./pins.ts";

const later: Judge = () => ({ outcome: "not_tried", because: "second_run", of: 0 });

/** The judges. Those of `later` need a second run (`notes.ts`). */
const judges: Readonly<Record<AssumptionId, Judge>> = {
  ...judgesOfLists,
  ...judgesOfPins,
  ...judgesOfAds,
  ...judgesOfFields,
  T4: later,
  T8: later,
  O3: later,
  D1: later,
};

/** The assumptions that have a judge, in the order of the page. */
const judged: readonly AssumptionId[] = Object.keys(assumptions).filter((id): id is AssumptionId => id in judges);

/** What an account says about each assumption. */
export type Findings = ReadonlyMap<AssumptionId, Finding>;

/** Returns what a sample says about each assumption. */
export function judge(sample: Sample): Findings {
  return new Map(judged.map((id) => [id, judges[id](sample)]));
}

/** Returns findings with those of a second run: its failures, and what the first run couldn't tell. */
export function withChanges(findings: Findings, changes: Findings): Findings {
  const more = [...changes].filter(([id, { outcome }]) => {
    const first = findings.get(id)?.outcome;
    return outcome === "fails" || first === "not_tried" || (first === "cannot_tell" && outcome === "holds");
  });
  return new Map([...findings, ...more]);
}
