import { ApiError, invalidParameter } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import { hash } from "../random.ts";
import { showAd, showAdGroup, showCampaign, showPromotion } from "../views/advertising.ts";
import { showAudience, showConversionTag, showCustomerList, showKeyword } from "../views/targets.ts";
import { advertiserOf, checkPresent, secondsOf } from "./advertiser.ts";
import { byId } from "./listing.ts";
import { get, type Operation } from "./operation.ts";

const account = "/ad_accounts/{ad_account_id}";

/** What is advertised: campaigns, ad groups, ads, and whom they are to reach. */
export const advertisingOperations: readonly Operation[] = [
  get(`${account}/campaigns`, "campaigns/list", (call) => {
    const { parameters, simulation, page } = call;
    const { campaigns } = advertiserOf(call).advertising;
    const wanted = filtered(parameters, campaigns, { campaign_ids: ({ id }) => id });
    return page(byId(parameters, wanted), (campaign) => showCampaign(campaign, secondsOf(simulation)));
  }),
  get(`${account}/ad_groups`, "ad_groups/list", (call) => {
    const { parameters, simulation, page } = call;
    const { adGroups } = advertiserOf(call).advertising;
    const wanted = filtered(parameters, adGroups, {
      campaign_ids: ({ campaignId }) => campaignId,
      ad_group_ids: ({ id }) => id,
    });
    const names = parameters.flag("translate_interests_to_names");
    return page(byId(parameters, wanted), (adGroup) => showAdGroup(adGroup, secondsOf(simulation), names));
  }),
  get(`${account}/ads`, "ads/list", (call) => {
    const { parameters, page } = call;
    const { ads } = advertiserOf(call).advertising;
    const wanted = filtered(parameters, ads, {
      campaign_ids: ({ campaignId }) => campaignId,
      ad_group_ids: ({ adGroupId }) => adGroupId,
      ad_ids: ({ id }) => id,
    });
    return page(byId(parameters, wanted), showAd);
  }),
  get(`${account}/audiences`, "audiences/list", (call) => {
    const { parameters, page } = call;
    const received = parameters.text("ownership_type") === "RECEIVED";
    const { audiences } = advertiserOf(call).advertising;
    return page(
      byId(
        parameters,
        audiences.filter((audience) => audience.received === received),
      ),
      showAudience,
    );
  }),
  get(`${account}/customer_lists`, "customer_lists/list", (call) =>
    call.page(byId(call.parameters, advertiserOf(call).advertising.customerLists), showCustomerList),
  ),
  // Seen live: one page without a bookmark, in no order.
  get(`${account}/conversion_tags`, "conversion_tags/list", (call) => {
    const { conversionTags } = advertiserOf(call).advertising;
    const left = call.parameters.flag("filter_deleted")
      ? conversionTags.filter(({ status }) => status !== "ARCHIVED")
      : conversionTags;
    return { items: left.toSorted((first, second) => hash(first.id) - hash(second.id)).map(showConversionTag) };
  }),
  get(`${account}/keywords`, "keywords/get", (call) => {
    const { parameters, page } = call;
    const adAccount = advertiserOf(call);
    const { campaign_id: campaignId, ad_group_id: adGroupId } = {
      campaign_id: parameters.text("campaign_id"),
      ad_group_id: parameters.text("ad_group_id"),
    };
    const adGroupIds = parameters.texts("ad_group_ids");
    const given = [campaignId, adGroupId, adGroupIds].filter((filter) => filter !== undefined);
    if (given.length > 1) throw invalidParameter("Provide only one of campaign_id, ad_group_id and ad_group_ids.");
    const { advertising } = adAccount;
    checkPresent(call, given.flat(), (id) => advertising.campaign(id) ?? advertising.adGroup(id));
    const parents = new Set(given.length === 0 ? [adAccount.id] : given.flat());
    const matchTypes = parameters.texts("match_types");
    const wanted = advertising.keywords.filter(
      ({ parentId, matchType }) => parents.has(parentId) && (matchTypes?.includes(matchType) ?? true),
    );
    // The document gives no maximum but says in words that it is 250.
    if ((parameters.whole("page_size") ?? 25) > 250) throw invalidParameter("Parameter 'page_size' is more than 250.");
    return page(byId(parameters, wanted), showKeyword);
  }),
  get(`${account}/product_group_promotions`, "product_group_promotions/list", (call) => {
    const { parameters, page } = call;
    const { advertising } = advertiserOf(call);
    const { promotions } = advertising;
    const ids = parameters.texts("product_group_promotion_ids");
    const adGroupId = parameters.text("ad_group_id");
    if (ids === undefined && adGroupId === undefined) {
      throw new ApiError(400, 1, "One of ad_group_id and product_group_promotion_ids is required.");
    }
    checkPresent(call, adGroupId === undefined ? [] : [adGroupId], (id) => advertising.adGroup(id));
    const wanted = withStatus(parameters, promotions).filter(({ id, adGroupId: parent }) =>
      ids === undefined ? parent === adGroupId : ids.includes(id),
    );
    return page(byId(parameters, wanted), showPromotion);
  }),
];

/** What the filters leave, of which there may be one only, and what the statuses leave of that. */
function filtered<Item extends { readonly status: string }>(
  parameters: Parameters,
  items: readonly Item[],
  filters: Readonly<Record<string, (item: Item) => string>>,
): readonly Item[] {
  const given = Object.entries(filters).filter(([name]) => parameters.texts(name) !== undefined);
  if (given.length > 1) throw invalidParameter(`Provide only one of ${Object.keys(filters).join(", ")}.`);
  const left = withStatus(parameters, items);
  const [filter] = given;
  if (filter === undefined) return left;
  const [name, idOf] = filter;
  const wanted = new Set(parameters.texts(name));
  return left.filter((item) => wanted.has(idOf(item)));
}

function withStatus<Item extends { readonly status: string }>(parameters: Parameters, items: readonly Item[]) {
  const statuses = parameters.texts("entity_statuses") ?? [];
  return items.filter(({ status }) => statuses.includes(status));
}
