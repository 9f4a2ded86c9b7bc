import { adAccountOperations } from "./ads/ad-accounts.ts";
import { adsAnalyticsOperations } from "./ads/ads-analytics.ts";
import { advertisingOperations } from "./ads/advertising.ts";
import { reportOperations } from "./ads/reports.ts";
import { specialReportOperations } from "./ads/special-reports.ts";
import { businessOperations } from "./business.ts";
import { catalogOperations } from "./catalogs.ts";
import type { Operations } from "./operation.ts";
import { accountOperations } from "./organic/account.ts";
import { analyticsOperations } from "./organic/analytics.ts";
import { boardOperations } from "./organic/boards.ts";
import { resourceOperations } from "./resources.ts";
import { tokenOperations } from "./token.ts";

/** All operations that the simulator serves: those that a stream, `check`, or a test requests. */
export const operations: Operations = {
  ...accountOperations,
  ...boardOperations,
  ...analyticsOperations,
  ...advertisingOperations,
  ...adsAnalyticsOperations,
  ...adAccountOperations,
  ...businessOperations,
  ...reportOperations,
  ...specialReportOperations,
  ...catalogOperations,
  ...resourceOperations,
  ...tokenOperations,
};
