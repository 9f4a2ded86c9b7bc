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
import { pageById } from "./listing.ts";
import { get, type Operation } from "./operation.ts";

/** What is the same for every ad account, and the shops that are connected. */
export const resourceOperations: readonly Operation[] = [
  get("/integrations", "integrations/get_list", (call) => pageById(call, integrationsOf(call.scope.world))),
  get("/resources/ad_account_countries", "ad_account_countries/get", () => ({ items: countries })),
  get("/resources/delivery_metrics", "delivery_metrics/get", ({ parameters }) => ({
    items: deliveryMetrics(parameters.text("report_type")),
  })),
  // The document does not say what the answer looks like: each of these is a guess.
  get("/resources/lead_form_questions", "lead_form_questions/get", ({ simulation }) => {
    const names = questionTypes.map(([name]) => name);
    const objects = questionTypes.map(([name, label]) => ({ name, label }));
    switch (simulation.settings.question_types_form) {
      case "items_of_texts":
        return { items: names, bookmark: null };
      case "items_of_objects":
        return { items: objects.map(({ name, label }) => ({ question_type: name, label })) };
      case "texts":
        return names;
      case "objects":
        return objects;
      case "map":
        return Object.fromEntries(objects.map(({ name, label }) => [name, { label }]));
    }
  }),
  get("/resources/metrics_ready_state", "metrics_ready_state/get", ({ parameters, scope }) => {
    const day = parseDay(parameters.requiredText("date"));
    if (day === undefined) throw invalidParameter("Parameter 'date' is not a date.");
    return readyState(day, scope.today);
  }),
  get("/resources/targeting/{targeting_type}", "targeting_options/get", ({ parameters }) =>
    targetingOptions(parameters.requiredText("targeting_type")),
  ),
  get("/resources/targeting/interests/{interest_id}", "interest_targeting_options/get", ({ parameters }) => {
    const interest = interestOf(parameters.requiredText("interest_id"));
    if (interest === undefined) throw new ApiError(404, 404, "Interest not found.");
    return interest;
  }),
];
