import { type AssumptionId, assumptions } from "../assumptions.generated.ts";
import type { Sample } from "../sample.ts";
import { judgesOfAds } from "./ads.ts";
import { judgesOfFields } from "./fields.ts";
import type { Finding, Judge } from "./finding.ts";
import { judgesOfLists } from "./lists.ts";
import { judgesOfPins } from "./pins.ts";

const judges: Readonly<Record<AssumptionId, Judge>> = {
  ...judgesOfLists,
  ...judgesOfPins,
  ...judgesOfAds,
  ...judgesOfFields,
};

/** What an account says about each assumption. */
export type Findings = ReadonlyMap<AssumptionId, Finding>;

/** Returns what a sample says about each assumption, in the order of the page. */
export function judge(sample: Sample): Findings {
  const ids = Object.keys(assumptions).filter((id): id is AssumptionId => id in judges);
  return new Map(ids.map((id) => [id, judges[id](sample)]));
}
