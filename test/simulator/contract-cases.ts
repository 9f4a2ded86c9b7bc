import { contractOf } from "../../simulator/contract.ts";
import type { ParameterContract, ParameterSchema } from "../../simulator/operation-contract.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { audiencesOf, reportTemplatesOf } from "../../simulator/world/ads/tables.ts";
import { businessesOf } from "../../simulator/world/business.ts";
import { processingResultsOf } from "../../simulator/world/catalogs/catalog-contents.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import type { Query } from "./api.ts";

/** A request that must succeed. */
export interface Case {
  readonly path: string;
  readonly query: Query;
  /** The JSON body of a POST. */
  readonly body: JsonObject | undefined;
}

type Value = string | number | boolean | readonly string[];
type Values = Readonly<Record<string, Value | undefined>>;

/** Derives requests from the document: one with required parameters, and one per value of each optional one. */
export function casesOf(simulator: Simulator, operationId: string): readonly [Case, ...Case[]] {
  const { path, parameters, body } = contractOf(operationId);
  const additional = ofOperation(simulator)[operationId] ?? {};
  const known: Values = { ...valuesOf(simulator), ...additional };
  const inQuery = parameters.filter((one) => one.in === "query");
  const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
  const required = Object.fromEntries(Object.entries(additional).filter(([name]) => !inPath.includes(name)));
  for (const parameter of inQuery.filter((one) => one.required)) {
    const [value] = valuesFor(parameter, known);
    if (value !== undefined) required[parameter.name] ??= value;
  }
  const caseWith = (query: Query): Case => ({
    path: path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
      const parameter = parameters.find((one) => one.name === name);
      const [value] = parameter === undefined ? [] : valuesFor(parameter, known);
      if (value === undefined) throw new RangeError(`${operationId}: no value for ${name}`);
      return encodeURIComponent(String(value));
    }),
    query,
    body: body === undefined ? undefined : bodies(simulator)[operationId],
  });
  const optional = inQuery.filter(({ name }) => !(name in required) && !unvaried.includes(name));
  return [
    caseWith(required),
    ...optional.flatMap((parameter) =>
      valuesFor(parameter, known).map((value) => caseWith({ ...required, [parameter.name]: value })),
    ),
  ];
}

/** A report needs the token of a poll, a second page the bookmark of the first. */
const unvaried = ["bookmark"];

/** Returns the values of a parameter: those that the document lists, or one from the world. */
function valuesFor({ name, schema }: ParameterContract, known: Values): readonly Value[] {
  const value = known[name];
  if (value !== undefined) return [value];
  if (schema.type === "object") return [];
  if (schema.type === "array") {
    const listed = listedIn(schema.items ?? schema).map(String);
    return listed.length === 0 ? [] : [listed.slice(0, Math.min(3, schema.maxItems ?? 3))];
  }
  return listedIn(schema);
}

function listedIn(schema: ParameterSchema): readonly (string | number | boolean)[] {
  return schema.type === "boolean" ? [true, false] : (schema.enum ?? []);
}

const ids = (items: readonly { readonly id: string }[]) => items.slice(0, 50).map(({ id }) => id);

/** Values of parameters for which the document lists none. */
function valuesOf({ world }: Simulator): Values {
  const { me, adAccounts } = world;
  const [adAccount] = adAccounts;
  if (adAccount === undefined) throw new RangeError("No ad account");
  const { advertising } = adAccount;
  const catalogs = me.catalogs;
  const [business] = businessesOf(world);
  const section = me.sections.find(({ id }) => me.sectionPins(id).length > 0);
  const [image] = me.ownPins().filter(({ mediaType }) => mediaType === "image");
  const [ad] = advertising.ads;
  return {
    ad_account_id: adAccount.id,
    username: me.profile.username,
    board_id: section?.boardId,
    section_id: section?.id,
    pin_id: image?.id,
    page_size: 3,
    start_index: 1,
    query: "recipes",
    term: "garden",
    country_code: "US",
    terms: ["garden", "庭"],
    keywords: ["garden", "庭"],
    limit: 10,
    start_date: "2026-04-12",
    end_date: "2026-07-09",
    date: "2026-07-08",
    num_of_pins: 50,
    campaign_id: ad?.campaign.id,
    campaign_ids: ids(advertising.campaigns),
    ad_group_id: advertising.promotions[0]?.adGroup.id,
    ad_group_ids: ids(advertising.adGroups),
    ad_ids: ids(advertising.ads),
    pin_ids: [ad?.pinId ?? ""],
    product_group_ids: ids(advertising.promotions),
    audience_id: audiencesOf(adAccount)[0]?.id,
    template_id: asText(reportTemplatesOf(adAccount)[0]?.id),
    business_id: business?.id,
    member_id: business?.members[0]?.id,
    partner_id: business?.partners[0]?.id,
    asset_id: business?.assets[0]?.asset_id,
    entity_ids: ids(advertising.campaigns),
    catalog_id: catalogs.catalogs[0]?.id,
    feed_id: catalogs.feeds[0]?.id,
    product_group_id: catalogs.productGroups[0]?.id,
    processing_result_id: processingResultsOf(catalogs).find(({ issues }) => issues > 200)?.id,
    interest_id: "945391946569",
    token: "unknown",
    click_window_days: 30,
    engagement_window_days: 30,
    view_window_days: 1,
  };
}

/** Additional or different parameters of an operation. */
function ofOperation({ world, jobs }: Simulator): Readonly<Record<string, Record<string, Value>>> {
  const { me } = world;
  const several = me.ownPins().slice(0, 90);
  const images = several.filter(({ mediaType }) => mediaType === "image" || mediaType === "multiple_images");
  const metrics = ["IMPRESSION", "SAVE", "SAVE_RATE", "TOTAL_COMMENTS", "TOTAL_REACTIONS", "USER_FOLLOW"];
  const [business] = businessesOf(world);
  const { token } = jobs.create({ owner: me.profile.id, key: "a case", write: () => ["code\n"] });
  return {
    "ads/analytics": { ad_ids: ids(world.adAccounts[0]?.advertising.ads ?? []) },
    "product_group_promotions/list": { ad_group_id: world.adAccounts[0]?.advertising.promotions[0]?.adGroup.id ?? "" },
    "pins/analytics": { metric_types: metrics },
    "multi_pins/analytics": { metric_types: metrics, pin_ids: ids(images) },
    "business_partner_asset_access/get": {
      partner_type: "EXTERNAL",
      partner_id: business?.partners.find(({ keys }) => keys.partner_type === "EXTERNAL")?.id ?? "",
    },
    "business_account_audiences_shared_accounts/list": { audience_id: asText(business?.audiences[0]?.id) },
    "reports/get": { token },
    "reports/stats": { "parameters[catalog_type]": "RETAIL", "parameters[report][report_type]": "DISTRIBUTION_ISSUES" },
    "analytics/create_template_report": { start_date: "2026-01-01", end_date: "2026-07-01" },
  };
}

/** Bodies of POST requests. */
function bodies({ world }: Simulator): Readonly<Record<string, JsonObject>> {
  const report = { start_date: "2026-04-12", end_date: "2026-07-09", report_name: "A report" };
  const columns = ["SPEND_IN_DOLLAR", "CAMPAIGN_ID"];
  const feed = world.me.catalogs.feeds[0]?.id ?? "";
  const { report_name: _, ...days } = report;
  return {
    "analytics/create_report": { ...days, granularity: "DAY", level: "CAMPAIGN", columns },
    "analytics/create_mmm_report": {
      ...report,
      granularity: "DAY",
      level: "AD_GROUP_TARGETING",
      targeting_types: ["GENDER", "CREATIVE_TYPE"],
      columns,
    },
    "analytics/create_conversion_product_report": {
      ...report,
      granularity: "WEEK",
      level: "CAMPAIGN",
      columns: ["CAMPAIGN_ID"],
    },
    "reports/create": { catalog_type: "RETAIL", report: { report_type: "FEED_INGESTION_ISSUES", feed_id: feed } },
  };
}
