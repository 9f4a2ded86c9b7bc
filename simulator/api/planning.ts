import { leadFormsOf, leadSubscriptionsOf } from "../world/lead-ads.ts";
import { labelGroupsOf, promotionsOf, targetingTemplatesOf, withSizing } from "../world/planning.ts";
import { reportTemplatesOf } from "../world/report-templates.ts";
import { advertiserOf, leadRoles } from "./advertiser.ts";
import { pageById, pageInOrder } from "./listing.ts";
import { get, type Operation } from "./operation.ts";

const account = "/ad_accounts/{ad_account_id}";

/** What an ad account has prepared: promotions, labels, forms, templates. */
export const planningOperations: readonly Operation[] = [
  get(`${account}/promotions`, "promotions/list", (call) => pageById(call, promotionsOf(advertiserOf(call)))),
  get(`${account}/labels`, "labels/list", (call) => {
    const { parameters } = call;
    const within = (name: string, value: unknown) =>
      typeof value !== "string" || (parameters.texts(name)?.includes(value) ?? true);
    const groups = labelGroupsOf(advertiserOf(call)).map((labels) =>
      labels.filter(
        (label) =>
          within("campaign_ids", label.parent_id) &&
          within("label_ids", label.id) &&
          within("entity_statuses", label.status) &&
          within("label_types", label.label_type),
      ),
    );
    return pageInOrder(
      call,
      groups.filter((labels) => labels.length > 0).map((labels) => ({ labels, errors: [] })),
    );
  }),
  get(`${account}/lead_forms`, "lead_forms/list", (call) => pageById(call, leadFormsOf(advertiserOf(call)))),
  get(`${account}/leads/subscriptions`, "ad_accounts_subscriptions/get_list", (call) =>
    pageById(call, leadSubscriptionsOf(advertiserOf(call, leadRoles))),
  ),
  get(`${account}/targeting_templates`, "targeting_template/list", (call) => {
    const { parameters } = call;
    const query = parameters.text("search_query")?.toLowerCase();
    const templates = targetingTemplatesOf(advertiserOf(call)).filter(
      ({ name }) => query === undefined || (typeof name === "string" && name.toLowerCase().includes(query)),
    );
    return pageById(call, parameters.flag("include_sizing") ? templates.map(withSizing) : templates);
  }),
  get(`${account}/templates`, "templates/list", (call) => pageById(call, reportTemplatesOf(advertiserOf(call)))),
];
