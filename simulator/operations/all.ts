import { accountOperations } from "./account.ts";
import { analyticsOperations } from "./analytics.ts";
import { boardOperations } from "./boards.ts";
import type { Operation } from "./operation.ts";
import { tokenOperations } from "./token.ts";

/** Every operation that the simulator serves. */
export const operations: readonly Operation[] = [
  ...accountOperations,
  ...boardOperations,
  ...analyticsOperations,
  ...tokenOperations,
];
