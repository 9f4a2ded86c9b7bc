import { valuesOf } from "../contract.ts";
import { type Row, type RowRequest, rowsOf } from "../metrics/ads-rows.ts";
import { periodsOf } from "../metrics/periods.ts";
import { type Subject, subjectsOf } from "../metrics/subjects.ts";
import { adSummaryOf, promotionSummaryOf, summaryOf } from "../views/advertising.ts";
import { extraAds } from "../world/ads/extra-ads.ts";
import type { AdAccount } from "../world/world.ts";
import { type ReportRequest, statusParameters } from "./request.ts";

/** The time of a report, and its number of extra entities. */
export interface ReportOptions {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly extraEntities: number;
}

/** Yields the rows of a report, grouped by entity. */
export function* reportRows(adAccount: AdAccount, request: ReportRequest, options: ReportOptions): Generator<Row> {
  const { granularity, start, end } = request;
  const subjects = withExtra(selectSubjects(adAccount, request, options.now / 1000), adAccount, options.extraEntities);
  const rowRequest: RowRequest = { ...request, ...options, periods: periodsOf(granularity, start, end) };
  for (const row of rowsOf(subjects, rowRequest)) if (!row.isZero) yield row;
}

/**
 * Returns the entities of a report. Archived entities are omitted by default (reported by users of another connector).
 * A filter on a lower level removes ads, which leaves a part of the sums.
 */
function selectSubjects(adAccount: AdAccount, { level, filters }: ReportRequest, now: number): readonly Subject[] {
  const { advertising } = adAccount;
  const passes = (of: keyof typeof statusParameters, status: string | undefined) => {
    const wanted = filters[of] ?? (of === level ? notArchived(of) : undefined);
    return status === undefined || wanted === undefined || wanted.includes(status);
  };
  const isReported = (ad: Subject["ads"][number]) => {
    const [campaign, adGroup] = [advertising.campaign(ad.campaignId), advertising.adGroup(ad.adGroupId)];
    return (
      passes("CAMPAIGN", campaign && summaryOf(campaign, now)) &&
      passes("AD_GROUP", adGroup && summaryOf(adGroup, now)) &&
      passes("PIN_PROMOTION", adSummaryOf(ad))
    );
  };
  return subjectsOf(adAccount, level)
    .filter(({ keyword }) => keyword?.match_type.endsWith("NEGATIVE") !== true)
    .filter(({ promotion }) => passes("PRODUCT_GROUP", promotion && promotionSummaryOf(promotion)))
    .map((subject) => ({ ...subject, ads: subject.ads.filter(isReported) }));
}

const notArchived = (level: keyof typeof statusParameters) =>
  valuesOf("analytics/create_report", statusParameters[level]).filter((status) => status !== "ARCHIVED");

function* withExtra(subjects: readonly Subject[], adAccount: AdAccount, count: number): Generator<Subject> {
  yield* subjects;
  for (const ad of extraAds(adAccount, count)) yield { id: ad.id, adAccount, ads: [ad], share: 1, ad };
}
