import type { Subject } from "../metrics/subject.ts";
import { adSummaryOf, promotionSummaryOf, summaryOf } from "../metrics/summary.ts";
import type { AdGroup, Campaign } from "../world/advertising-records.ts";
import type { ReportStatuses } from "./read-options.ts";

/**
 * Filters subjects by summary status; no filter keeps all. A filter on a lower level removes ads, which leaves a part
 * of the sums.
 * @param now simulated time in epoch seconds
 */
export function withStatuses(subjects: readonly Subject[], selected: ReportStatuses, now: number): readonly Subject[] {
  const { campaignStatuses, adGroupStatuses, adStatuses, productGroupStatuses } = selected;
  return subjects.flatMap((subject) => {
    const { campaigns, adGroups } = subject.adAccount.advertising;
    const isWithin = (
      statuses: readonly string[] | undefined,
      entities: readonly (Campaign | AdGroup)[],
      id: string,
    ) => {
      const entity = statuses === undefined ? undefined : entities.find((one) => one.id === id);
      return entity === undefined || statuses?.includes(summaryOf(entity, now)) === true;
    };
    const ads = subject.ads.filter(
      (ad) =>
        isWithin(campaignStatuses, campaigns, ad.campaignId) &&
        isWithin(adGroupStatuses, adGroups, ad.adGroupId) &&
        (adStatuses?.includes(adSummaryOf(ad)) ?? true),
    );
    const { promotion } = subject;
    const isOfAskedProducts =
      promotion === undefined || (productGroupStatuses?.includes(promotionSummaryOf(promotion)) ?? true);
    return ads.length > 0 && isOfAskedProducts ? [{ ...subject, ads }] : [];
  });
}
