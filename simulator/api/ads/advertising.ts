import { invalidParameter } from "../../errors.ts";
import { asText } from "../../json.ts";
import { hash } from "../../random.ts";
import { showAd, showGroup } from "../../views/advertising.ts";
import { conversionTagsOf } from "../../world/ads/conversions.ts";
import { audiencesOf } from "../../world/ads/tables.ts";
import { adAccountOf } from "../areas.ts";
import { byId, list, records } from "../list.ts";
import type { Operations } from "../operation.ts";

/** Campaigns, ad groups, ads, and their targeting. */
export const advertisingOperations: Operations = {
  "campaigns/list": list({
    rows: (call) => adAccountOf(call).advertising.campaigns,
    equal: { entity_statuses: ({ status }) => status, campaign_ids: ({ id }) => id },
    order: byId,
    show: (campaign, { simulation }) => showGroup(campaign, simulation.clock.seconds()),
  }),
  "ad_groups/list": list({
    rows: (call) => adAccountOf(call).advertising.adGroups,
    equal: { entity_statuses: ({ status }) => status },
    order: byId,
    show: (adGroup, { simulation }) => showGroup(adGroup, simulation.clock.seconds()),
  }),
  "ads/list": list({
    rows: (call) => adAccountOf(call).advertising.ads,
    equal: { entity_statuses: ({ status }) => status },
    order: byId,
    show: showAd,
  }),
  "audiences/list": list({
    rows: (call) => audiencesOf(adAccountOf(call)),
    equal: { ownership_type: ({ received }) => (received ? "RECEIVED" : "OWNED") },
    show: ({ record }) => record,
  }),
  // One unordered page without a bookmark.
  "conversion_tags/list": records({
    rows: (call) => conversionTagsOf(adAccountOf(call)),
    order: ({ id }) => [hash(asText(id)), asText(id)],
    paging: "none",
  }),
  // Without a filter, the ad account's own keywords.
  "keywords/get": records({
    rows: (call) => {
      const { id: adAccountId, advertising } = adAccountOf(call);
      const { parameters } = call;
      const [campaignId, adGroupId] = [parameters.text("campaign_id"), parameters.text("ad_group_id")];
      const named = [campaignId, adGroupId, parameters.texts("ad_group_ids")].filter((one) => one !== undefined);
      if (named.length > 1) throw invalidParameter("Provide only one of campaign_id, ad_group_id, ad_group_ids.");
      const parents = named.flat();
      // The document states the maximum of 250 only in prose.
      if ((parameters.integer("page_size") ?? 25) > 250)
        throw invalidParameter("Parameter 'page_size' is more than 250.");
      const wanted = new Set(parents.length === 0 ? [adAccountId] : parents);
      return advertising.keywords.filter(({ parent_id: parent }) => wanted.has(parent));
    },
    order: byId,
  }),
  "product_group_promotions/list": list({
    rows: (call) => {
      const { promotions } = adAccountOf(call).advertising;
      if (call.parameters.text("ad_group_id") !== undefined) return promotions;
      throw invalidParameter("Parameter 'ad_group_id' is required.");
    },
    equal: { ad_group_id: ({ adGroup }) => adGroup.id, entity_statuses: ({ status }) => status },
    order: byId,
    show: ({ record: data }, { simulation }) =>
      ({
        flat: data,
        data: { data },
        data_and_exceptions: { data, exceptions: null },
        exceptions: { data, exceptions: [{ code: 1, message: "Something is missing." }] },
      })[simulation.settings.promotion_rows],
  }),
};
