import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { makeRow } from "../made.ts";
import { byParent } from "../tables.ts";
import type { AdAccount } from "../world.ts";
import { billingTables } from "./billing.ts";
import { conversionTables, conversionTagsOf } from "./conversions.ts";
import { type AdAccountTable, isOwn, ofAdAccount, tableOf } from "./of-ad-account.ts";

/** An audience; another company shares a received one. */
interface Audience {
  readonly id: string;
  readonly received: boolean;
  readonly record: JsonObject;
}

const leadFormsOf = tableOf("LeadFormResponse", 776_530_000_000n, [8, 0]);

/** The ad account's own audiences, followed by received ones. Some values of rules have two forms. */
export const audiencesOf = ofAdAccount("audiences", (adAccount, factory): readonly Audience[] => {
  const tag = asText(conversionTagsOf(adAccount)[0]?.id);
  const rules = [{ visitor_source_id: tag }, { visitor_source_id: [tag] }, { percentage: "10" }, { percentage: 10 }];
  return factory.list(254_260_000_000n, isOwn(adAccount) ? 6 : 5, (id, index) => {
    const rule = rules[index] ?? {};
    return { id, received: index > 3, record: makeRow("Audience", id, { ad_account_id: adAccount.id, rule }) };
  });
});

const templateLevels = ["PIN_PROMOTION", "AD_GROUP_TARGETING", "CAMPAIGN", "AD_GROUP", "PRODUCT_ITEM", "ADVERTISER"];

/** Report templates that users saved, one per level. One makes CSV, and one is deleted. */
export const reportTemplatesOf = tableOf("TemplateResponse", 673_920_000_000n, [6, 0], (index, { id, owner }) => ({
  ad_account_ids: [id],
  user_id: owner.profile.id,
  report_level: templateLevels[index],
  report_format: index === 2 ? "CSV" : "JSON",
  granularity: "DAY",
  columns: [...(index === 1 ? ["AD_GROUP_ID"] : []), "CAMPAIGN_ID", "SPEND_IN_DOLLAR", "CLICKTHROUGH_1"],
  is_deleted: index === 1 ? null : index === 3,
  attribution_type: ["INDIVIDUAL"],
  sort_by: "NAME",
}));

const scheduleStatuses = ["CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED", "DRAFT"] as const;
const insightTypes = ["YOUR_TOTAL_AUDIENCE", "YOUR_ENGAGED_AUDIENCE", "PINTEREST_TOTAL_AUDIENCE"] as const;

/**
 * Resources of an ad account that nothing else depends on or changes, in the form of the API with all that it returns on
 * request, by the stream that reads them. Ad accounts of other owners lack some of them.
 */
export const adAccountTables = {
  ...billingTables,
  ...conversionTables,
  audiences: (adAccount) => audiencesOf(adAccount).map(({ record }) => record),
  customer_lists: tableOf("CustomerList", 643_000_000_000n, [4, 2]),
  lead_forms: leadFormsOf,
  report_templates: reportTemplatesOf,
  // Discounts that ads can show; more than one page.
  promotions: ({ id: adAccountId, advertising }) =>
    advertising.owned.promotionIds.map((id) => makeRow("PromotionResponse", id, { ad_account_id: adAccountId })),
  // Times are floating-point numbers, as the document declares.
  order_lines: ({ id: adAccountId, advertising }) =>
    advertising.owned.orderLineIds.map((id) => {
      const campaigns = advertising.campaigns.filter(({ record }) => record.order_line_id === id);
      return makeRow("OrderLine", id, { ad_account_id: adAccountId, campaign_ids: campaigns.map((one) => one.id) });
    }),
  // More than one default page.
  labels: tableOf("LabelsResponse", 110_638_000_000n, [31, 0], (index) => ({
    ad_account_id: undefined,
    status: index % 4 === 1 ? "ARCHIVED" : "ACTIVE",
  })),
  targeting_templates: tableOf("TargetingTemplateGetResponseData", 643_100_000_000n, [12, 1]),
  // With the secret decryption key. One applies to all forms.
  lead_ads_subscriptions: tableOf("LeadSubscription", 871_200_000_000n, [5, 1], (index, adAccount) => ({
    lead_form_id: leadFormsOf(adAccount)[index - 1]?.id ?? null,
    cryptographic_key: `simulated-cryptographic-key-${index}`,
  })),
  // Audiences that an advertiser groups as customers, with undocumented fields as recorded live.
  customer_segments: ofAdAccount("customer segments", (adAccount, factory) =>
    factory.list(915_200_000_000n, isOwn(adAccount) ? 4 : 0, (id, index) => ({
      id,
      name: `Segment “${index}”`,
      audience_ids: audiencesOf(adAccount)
        .slice(0, index)
        .map((audience) => audience.id),
      created_time: 1_700_000_000,
      updated_time: index === 1 ? null : 1_750_000_000 + index,
      status: index === 2 ? "DELETED" : "ACTIVE",
    })),
  ),
  // Scheduled changes of campaigns, one each.
  schedules: ({ advertising }) =>
    advertising.campaigns.map(({ id }, index) =>
      makeRow("Schedule", id, {
        schedule_id: id,
        entity_id: id,
        schedule_status: scheduleStatuses[index % scheduleStatuses.length],
        delta_value: index % 2 === 0 ? "12" : { gender_multipliers: { female: 1.2, male: 0.8 } },
      }),
    ),
  audience_insights: ({ id }) =>
    insightTypes.map((type) => makeRow("AudienceInsightsResponse", `${id} ${type}`, { type })),
  audience_insight_definitions: (adAccount) =>
    [
      { scope: "PARTNER", type: "ENGAGEMENT", date: null },
      { scope: "PINTEREST", type: "IMPRESSION_PLUS_ENGAGEMENT", date: "2026-06-30" },
    ].filter(() => isOwn(adAccount)),
  terms_of_service: (adAccount) => [
    {
      id: adAccount.id,
      ad_account_id: adAccount.id,
      has_accepted: isOwn(adAccount),
      html: "<p>Terms &amp; conditions – “利用規約”</p>",
    },
  ],
} as const satisfies Readonly<Record<string, AdAccountTable>>;

/**
 * Returns accounts of both types that an audience is shared with. The first audience has more than one page of them, every
 * third has none.
 */
export const sharedAccountsOf = (audienceId: string, position: number): readonly JsonObject[] =>
  ["AD_ACCOUNT", "BUSINESS_ACCOUNT"].flatMap((type, kind) =>
    Array.from({ length: position + kind === 0 ? 255 : position % 3 }, (_, index) => ({
      account_id: String(549_710_000_000 + (hash(audienceId, kind) % 1_000_000) * 1_000 + index),
      account_name: `Partner ${index} “Süd”`,
      account_type: type,
      shared_on_timestamp: 1_750_000_000 - index,
    })),
  );

/** Returns the accounts that each audience is shared with, also those of received audiences, and whether it is one. */
export const audienceSharedAccountsOf = (adAccount: AdAccount) =>
  byParent("audience_id", audiencesOf(adAccount), ({ id }, index) => sharedAccountsOf(id, index)).map(
    (group, index) => ({ ...group, received: audiencesOf(adAccount)[index]?.received === true }),
  );
