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
import { byId, records } from "./list.ts";
import { computed, type Operations } from "./operation.ts";

/** Resources that don't depend on the ad account, and commerce integrations. */
export const resourceOperations: Operations = {
  "integrations/get_list": records({ rows: ({ scope }) => integrationsOf(scope.world), order: byId }),
  "ad_account_countries/get": records({ rows: () => countries, pages: "none" }),
  "delivery_metrics/get": records({ rows: deliveryMetrics, pages: "none" }),
  // The document doesn't define the response.
  "lead_form_questions/get": computed(() => ({ items: questionTypes.map(([name]) => name), bookmark: null })),
  "metrics_ready_state/get": computed(({ parameters, scope }) => {
    const day = parseDay(parameters.requiredText("date"));
    if (day === undefined) throw invalidParameter("Parameter 'date' is not a date.");
    return readyState(day, scope.today);
  }),
  "targeting_options/get": computed(({ parameters }) => targetingOptions(parameters.requiredText("targeting_type"))),
  "interest_targeting_options/get": computed(({ parameters }) => {
    const interest = interestOf(parameters.requiredText("interest_id"));
    if (interest === undefined) throw new ApiError(404, 404, "Interest not found.");
    return interest;
  }),
};
