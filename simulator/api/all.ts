import { accountOperations } from "./account.ts";
import { adAccountOperations } from "./ad-accounts.ts";
import { adsAnalyticsOperations } from "./ads-analytics.ts";
import { advertisingOperations } from "./advertising.ts";
import { analyticsOperations } from "./analytics.ts";
import { boardOperations } from "./boards.ts";
import { businessOperations } from "./business.ts";
import { catalogOperations } from "./catalogs.ts";
import type { Operation } from "./operation.ts";
import { reportOperations } from "./reports.ts";
import { resourceOperations } from "./resources.ts";
import { specialReportOperations } from "./special-reports.ts";
import { tokenOperations } from "./token.ts";
import { trendOperations } from "./trends.ts";

/** All operations that the simulator serves: those that a stream, `check`, or a test requests. */
export const operations: readonly Operation[] = [
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
  ...trendOperations,
  ...tokenOperations,
];
