import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { made } from "../made.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { byParent } from "../tables.ts";
import { dayText } from "../times.ts";
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

const customerListsOf = tableOf("CustomerList", 643_000_000_000n, [4, 2]);
const leadFormsOf = tableOf("LeadFormResponse", 776_530_000_000n, [8, 0]);

/** The ad account's own audiences, followed by received ones, whose rules are none of its own. Some values have two forms. */
export const audiencesOf = ofAdAccount("audiences", (adAccount, factory): readonly Audience[] => {
  const ids = factory.list(254_260_000_000n, isOwn(adAccount) ? 7 : 3, (id) => id);
  const [tag] = conversionTagsOf(adAccount).map((one) => asText(one.id));
  const [list] = customerListsOf(adAccount).map((one) => asText(one.id));
  const [first] = ids;
  const rules = [
    { engagement_domain: ["www.example.com"] },
    { customer_list_id: list },
    { visitor_source_id: tag },
    { visitor_source_id: [tag ?? ""] },
    { seed_id: [first ?? ""], percentage: isOwn(adAccount) ? "10" : 10 },
  ];
  return ids.map((id, index) => {
    const received = index >= (isOwn(adAccount) ? 5 : 2);
    const rule = rules[received ? 0 : index] ?? {};
    return { id, received, record: made("Audience", id, { ad_account_id: adAccount.id, rule }) };
  });
});

const templateColumns = ["CAMPAIGN_ID", "SPEND_IN_DOLLAR", "TOTAL_IMPRESSION", "CLICKTHROUGH_1"];

/** The templates, one per kind of report. */
const templates: readonly (readonly [level: string, format: string, deleted: boolean | null])[] = [
  ["CAMPAIGN", "JSON", false],
  ["AD_GROUP_TARGETING", "JSON", null],
  ["PIN_PROMOTION", "CSV", false],
  ["AD_GROUP", "JSON", true],
  ["PRODUCT_ITEM", "JSON", false],
  ["ADVERTISER", "JSON", false],
];

/** Report templates that users saved. */
export const reportTemplatesOf = tableOf("TemplateResponse", 673_920_000_000n, [6, 0], (index, { id, owner }) => {
  const [report_level = "CAMPAIGN", report_format = "JSON", is_deleted = false] = templates[index] ?? [];
  return {
    ad_account_ids: [id],
    user_id: owner.profile.id,
    report_level,
    report_format,
    granularity: "DAY",
    columns: report_level === "PRODUCT_ITEM" ? templateColumns.slice(1) : templateColumns,
    is_deleted,
    attribution_type: ["INDIVIDUAL"],
    sort_by: "NAME",
  };
});

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
  customer_lists: customerListsOf,
  lead_forms: leadFormsOf,
  report_templates: reportTemplatesOf,
  // Discounts that ads can show; more than one page.
  promotions: ({ id: adAccountId, advertising }) =>
    advertising.promotionIds.map((id) => made("PromotionResponse", id, { ad_account_id: adAccountId })),
  // Times are floating-point numbers, as the document declares.
  order_lines: ({ id: adAccountId, advertising }) =>
    advertising.orderLineIds.map((id) => {
      const campaigns = advertising.campaigns.filter(({ record }) => record.order_line_id === id);
      return made("OrderLine", id, { ad_account_id: adAccountId, campaign_ids: campaigns.map((one) => one.id) });
    }),
  // More than one default page.
  labels: tableOf("LabelsResponse", 110_638_000_000n, [31, 0], (index) => ({
    ad_account_id: undefined,
    status: index % 4 === 1 ? "ARCHIVED" : "ACTIVE",
  })),
  // The size is null if the audience is too narrow.
  targeting_templates: tableOf("TargetingTemplateGetResponseData", 643_100_000_000n, [12, 1], (_index, _of, id) => {
    const estimate = hash(`${id} sizing`) % 90_000_000;
    const [lower_bound, upper_bound] = [Math.floor(estimate * 0.8), Math.floor(estimate * 1.2)];
    return { sizing: estimate % 5 === 0 ? null : { reach_estimate: { estimate, lower_bound, upper_bound } } };
  }),
  // With the secret decryption key. One applies to all forms.
  lead_ads_subscriptions: tableOf("LeadSubscription", 871_200_000_000n, [5, 1], (index, adAccount) => ({
    user_account_id: adAccount.owner.profile.id,
    lead_form_id: leadFormsOf(adAccount)[index - 1]?.id ?? null,
    cryptographic_key: index === 2 ? null : `simulated-cryptographic-key-${index}`,
  })),
  // Audiences that an advertiser groups as customers, with undocumented fields as recorded live.
  customer_segments: ofAdAccount("customer segments", (adAccount, factory) =>
    factory.list(915_200_000_000n, isOwn(adAccount) ? 4 : 0, (id, index) => ({
      id,
      name: `Segment “${index}”`,
      audience_ids: audiencesOf(adAccount)
        .slice(0, index)
        .map((audience) => audience.id),
      created_time: factory.ago(20, 200),
      updated_time: index === 1 ? null : factory.ago(1, 19),
      status: index === 2 ? "DELETED" : "ACTIVE",
    })),
  ),
  // Scheduled changes of campaigns, up to two each.
  schedules: ({ advertising }) =>
    advertising.campaigns.flatMap(({ id }) =>
      Array.from({ length: hash(id, 5) % 3 }, (_, index) => {
        const number = hash(`${id} schedule ${index}`);
        return made("Schedule", `${id}${index}`, {
          schedule_id: `${id}${index}`,
          entity_id: id,
          schedule_status: scheduleStatuses[number % scheduleStatuses.length] ?? "ACTIVE",
          delta_value: number % 2 === 0 ? String(number % 40) : { gender_multipliers: { female: 1.2, male: 0.8 } },
        });
      }),
    ),
  // One per type. An audience that is too small has no date and no categories.
  audience_insights: (adAccount) =>
    insightTypes.map((type, index) => {
      const none = { ages: [], genders: [], countries: [], devices: [], metros: [] };
      const small = { date: null, size: 0, categories: [], demographics: none };
      const isSmall = index === 1 && !isOwn(adAccount);
      return made("AudienceInsightsResponse", `${adAccount.id} ${type}`, { type, ...(isSmall ? small : {}) });
    }),
  audience_insight_definitions: (adAccount) => {
    const date = dayText(Math.floor(adAccount.midnight / 86_400) - 3);
    const all = [
      { scope: "PARTNER", type: "IMPRESSION_PLUS_ENGAGEMENT", date },
      { scope: "PARTNER", type: "ENGAGEMENT", date: null },
      { scope: "PINTEREST", type: "IMPRESSION_PLUS_ENGAGEMENT", date },
    ];
    return isOwn(adAccount) ? all : [];
  },
  terms_of_service: ofAdAccount("terms", (adAccount, factory) => [
    {
      id: factory.ids(265_044_000_000n, 1).next(),
      ad_account_id: adAccount.id,
      has_accepted: isOwn(adAccount),
      html: "<p>Terms &amp; conditions – “利用規約”</p>",
    },
  ]),
} as const satisfies Readonly<Record<string, AdAccountTable>>;

/**
 * Returns accounts of both types that an audience is shared with. The first audience has more than one page of them, every
 * third has none.
 */
export function sharedAccountsOf(seed: number, audienceId: string, position: number, midnight: number): JsonObject[] {
  const factory = new SeededFactory(seed, `shared ${audienceId}`, midnight);
  return ["AD_ACCOUNT", "BUSINESS_ACCOUNT"].flatMap((type) => {
    const count = position === 0 && type === "AD_ACCOUNT" ? 255 : position % 3 === 2 ? 0 : factory.random.integer(0, 3);
    return factory.list(type === "AD_ACCOUNT" ? 549_710_000_000n : 549_720_000_000n, count, (id, index) => ({
      account_id: id,
      account_name: `Partner ${index} “Süd”`,
      account_type: type,
      shared_on_timestamp: factory.ago(1, 300),
    }));
  });
}

/** Returns the accounts that each audience is shared with, also those of received audiences, and whether it is one. */
export const audienceSharedAccountsOf = (adAccount: AdAccount) =>
  byParent("audience_id", audiencesOf(adAccount), ({ id }, index) =>
    sharedAccountsOf(adAccount.seed, id, index, adAccount.midnight),
  ).map((group, index) => ({ ...group, received: audiencesOf(adAccount)[index]?.received === true }));
