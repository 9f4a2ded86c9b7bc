import { ApiError, invalidParameter } from "../errors.ts";
import { integrationsOf } from "../world/integrations.ts";
import {
  countries,
  deliveryMetrics,
  interestOf,
  questionTypes,
  readyState,
  targetingOptions,
} from "../world/resources.ts";
import { parseDay } from "../world/times.ts";
import { byId, list, unchanged } from "./list.ts";
import { computed, type Operation } from "./operation.ts";

/** Resources that don't depend on the ad account, and commerce integrations. */
export const resourceOperations: readonly Operation[] = [
  list("integrations/get_list", ({ scope }) => integrationsOf(scope.world), {
    order: byId,
    show: unchanged,
  }),
  list("ad_account_countries/get", () => countries, { pages: "none", show: unchanged }),
  list("delivery_metrics/get", deliveryMetrics, { pages: "none", show: unchanged }),
  // The document doesn't define the response; this form is a guess.
  computed("lead_form_questions/get", () => ({ items: questionTypes.map(([name]) => name), bookmark: null })),
  computed("metrics_ready_state/get", ({ parameters, scope }) => {
    const day = parseDay(parameters.requiredText("date"));
    if (day === undefined) throw invalidParameter("Parameter 'date' is not a date.");
    return readyState(day, scope.today);
  }),
  computed("targeting_options/get", ({ parameters }) => targetingOptions(parameters.requiredText("targeting_type"))),
  computed("interest_targeting_options/get", ({ parameters }) => {
    const interest = interestOf(parameters.requiredText("interest_id"));
    if (interest === undefined) throw new ApiError(404, 404, "Interest not found.");
    return interest;
  }),
];
