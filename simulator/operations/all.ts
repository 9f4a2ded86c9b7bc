import { accountOperations } from "./account.ts";
import { adsAnalyticsOperations } from "./ads-analytics.ts";
import { advertisingOperations } from "./advertising.ts";
import { analyticsOperations } from "./analytics.ts";
import { boardOperations } from "./boards.ts";
import { catalogOperations } from "./catalogs.ts";
import type { Operation } from "./operation.ts";
import { reportOperations } from "./reports.ts";
import { tokenOperations } from "./token.ts";

/** Every operation that the simulator serves. */
export const operations: readonly Operation[] = [
  ...accountOperations,
  ...boardOperations,
  ...analyticsOperations,
  ...advertisingOperations,
  ...adsAnalyticsOperations,
  ...reportOperations,
  ...catalogOperations,
  ...tokenOperations,
];
