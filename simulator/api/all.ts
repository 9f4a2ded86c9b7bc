import { accountOperations } from "./account.ts";
import { adsAnalyticsOperations } from "./ads-analytics.ts";
import { advertisingOperations } from "./advertising.ts";
import { analyticsOperations } from "./analytics.ts";
import { audienceOperations } from "./audiences.ts";
import { billingOperations } from "./billing.ts";
import { boardOperations } from "./boards.ts";
import { businessOperations } from "./business.ts";
import { catalogContentOperations } from "./catalog-contents.ts";
import { catalogOperations } from "./catalogs.ts";
import type { Operation } from "./operation.ts";
import { planningOperations } from "./planning.ts";
import { questionOperations } from "./questions.ts";
import { reportOperations } from "./reports.ts";
import { resourceOperations } from "./resources.ts";
import { sharingOperations } from "./sharing.ts";
import { singleOperations } from "./single.ts";
import { specialReportOperations } from "./special-reports.ts";
import { tokenOperations } from "./token.ts";
import { trendOperations } from "./trends.ts";

/** Every operation that the simulator serves. */
export const operations: readonly Operation[] = [
  ...accountOperations,
  ...boardOperations,
  ...analyticsOperations,
  ...advertisingOperations,
  ...adsAnalyticsOperations,
  ...planningOperations,
  ...billingOperations,
  ...audienceOperations,
  ...businessOperations,
  ...reportOperations,
  ...specialReportOperations,
  ...catalogOperations,
  ...catalogContentOperations,
  ...resourceOperations,
  ...trendOperations,
  ...sharingOperations,
  ...singleOperations,
  ...questionOperations,
  ...tokenOperations,
];
