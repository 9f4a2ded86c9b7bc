import type { Gate } from "./stream.ts";

const page = "developers.pinterest.com/docs/getting-started/using-beta-and-restricted-features";
const askManager = "Ask your Pinterest account manager to let the app in.";

/** Pinterest names the stage of an operation in its description; what to do about it, on one page for all of them. */
const gate = (stage: Gate["stage"], access: string, ask = `Ask Pinterest for it as ${page} says.`): Gate => ({
  stage,
  access,
  ask,
});

export const partnerSearch = gate("beta", "access to the search over all of Pinterest");
export const labels = gate("closed beta", "access to the closed beta of labels", askManager);
export const leadAds = gate("beta", "access to the beta of lead ads", askManager);
export const integrations = gate("beta", "access to the beta of commerce integrations", askManager);
export const billing = gate("restricted", "access to billing");
export const audienceSharing = gate("restricted", "access to audience sharing");
export const mixModels = gate("beta", "access to the beta of reports for marketing mix models", askManager);
export const allItemsReports = gate("restricted", "access to reports of all items", askManager);
export const conversionProducts = gate("restricted", "access to reports by brand, category and SKU", askManager);
