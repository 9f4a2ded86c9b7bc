import type { AccessRequirement } from "./stream.ts";

const page = "developers.pinterest.com/docs/getting-started/using-beta-and-restricted-features";
const askManager = "Ask your Pinterest account manager to let the app in.";

/** The stages are from the descriptions of the operations, and the procedure is from Pinterest's page on beta access. */
const requires = (
  stage: AccessRequirement["stage"],
  access: string,
  ask = `Ask Pinterest for it as ${page} says.`,
): AccessRequirement => ({ stage, access, ask });

export const partnerSearch = requires("beta", "access to the search over all of Pinterest");
export const labels = requires("closed beta", "access to labels", askManager);
export const leadAds = requires("beta", "access to lead ads", askManager);
export const integrations = requires("beta", "access to commerce integrations", askManager);
export const billing = requires("restricted", "access to billing");
export const audienceSharing = requires("restricted", "access to audience sharing");
export const mixModels = requires("beta", "access to reports for marketing mix models", askManager);
export const allItemsReports = requires("restricted", "access to reports of all items", askManager);
export const conversionProducts = requires("restricted", "access to reports by brand, category, and SKU", askManager);
export const conversionDeletion = requires("beta", "access to conversion deletion requests", askManager);
