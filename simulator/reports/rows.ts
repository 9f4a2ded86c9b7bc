import { type Row, type RowRequest, rowsOf } from "../metrics/ads-rows.ts";
import { periodsOf } from "../metrics/periods.ts";
import { type Subject, subjectsOf } from "../metrics/subjects.ts";
import { adSummaryOf, promotionSummaryOf, summaryOf } from "../metrics/summary.ts";
import { extraAds } from "../world/ads/extra-ads.ts";
import type { AdAccount } from "../world/world.ts";
import type { ReportFilters, ReportRequest } from "./request.ts";

/** The time of a report, and its number of extra entities. */
export interface ReportOptions {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly extraEntities: number;
}

/** Yields the rows of a report, grouped by entity. */
export function* reportRows(adAccount: AdAccount, request: ReportRequest, options: ReportOptions): Generator<Row> {
  const { granularity, start, end, filters } = request;
  const subjects = withExtra(selectSubjects(adAccount, request, options.now / 1000), adAccount, options.extraEntities);
  const rowRequest: RowRequest = { ...request, ...options, periods: periodsOf(granularity, start, end) };
  for (const row of rowsOf(subjects, rowRequest)) {
    const { minSpend } = filters;
    if (!row.isZero && (minSpend === undefined || Number(row.values.SPEND_IN_DOLLAR) > minSpend)) yield row;
  }
}

/**
 * Returns the entities of a report. Archived entities are omitted by default (reported by users of another connector).
 * A filter on a lower level removes ads, which leaves a part of the sums.
 */
function selectSubjects(adAccount: AdAccount, request: ReportRequest, now: number): Subject[] {
  const { level, filters } = request;
  const own = { ...filters, ...ownStatuses(level, filters) };
  return subjectsOf(adAccount, level)
    .filter(({ keyword }) => keyword?.match_type.endsWith("NEGATIVE") !== true)
    .map((subject) => ({ ...subject, ads: subject.ads.filter((ad) => passesParents(adAccount, ad, own, now)) }))
    .filter(
      ({ promotion, ads }) =>
        ads.length > 0 &&
        within(own.productGroupStatuses, promotion === undefined ? undefined : promotionSummaryOf(promotion)),
    );
}

const notArchived = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "DRAFT", "DELETED_DRAFT"];
const adNotArchived = ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "DRAFT", "DELETED_DRAFT"];

function ownStatuses(level: ReportRequest["level"], filters: ReportFilters): Partial<ReportFilters> {
  switch (level) {
    case "CAMPAIGN":
      return { campaignStatuses: filters.campaignStatuses ?? notArchived };
    case "AD_GROUP":
      return { adGroupStatuses: filters.adGroupStatuses ?? notArchived };
    case "PIN_PROMOTION":
      return { adStatuses: filters.adStatuses ?? adNotArchived };
    case "PRODUCT_GROUP":
      return { productGroupStatuses: filters.productGroupStatuses ?? ["RUNNING", "PAUSED", "EXCLUDED"] };
    case "ADVERTISER":
    case "PRODUCT_ITEM":
    case "KEYWORD":
      return {};
  }
}

function passesParents({ advertising }: AdAccount, ad: Subject["ads"][number], filters: ReportFilters, now: number) {
  const campaign = advertising.campaign(ad.campaignId);
  const adGroup = advertising.adGroup(ad.adGroupId);
  return (
    within(filters.campaignStatuses, campaign === undefined ? undefined : summaryOf(campaign, now)) &&
    within(filters.adGroupStatuses, adGroup === undefined ? undefined : summaryOf(adGroup, now)) &&
    within(filters.adStatuses, adSummaryOf(ad))
  );
}

function within(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || value === undefined || wanted.includes(value);
}

function* withExtra(subjects: readonly Subject[], adAccount: AdAccount, count: number): Generator<Subject> {
  yield* subjects;
  for (const ad of extraAds(adAccount, count)) yield { id: ad.id, adAccount, ads: [ad], share: 1, ad };
}
