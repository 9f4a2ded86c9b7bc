import { hash } from "../random.ts";
import { findPin } from "../views/pins.ts";
import { partnerPins, showProductTags, showSummaryPin } from "../views/sharing.ts";
import { customerSegmentsOf } from "../world/customer-segments.ts";
import { advertiserOf } from "./advertiser.ts";
import { pageById } from "./listing.ts";
import { get, type Operation } from "./operation.ts";

/** Pins of others, and what later versions of the API know. */
export const sharingOperations: readonly Operation[] = [
  get("/search/partner/pins", "search_partner_pins", ({ parameters, scope, page }) => {
    const [term, country] = [parameters.requiredText("term"), parameters.requiredText("country_code")];
    return page(
      {
        items: partnerPins(scope.world, term, country),
        anchor: ({ id }) => [hash(`${term} ${country} ${id}`), id],
        direction: "ascending",
        end: "null bookmark",
      },
      showSummaryPin,
    );
  }),
  get("/pins/{pin_id}/product_tags", "product_tags/list", ({ parameters, scope }) =>
    showProductTags(findPin(scope, parameters.requiredText("pin_id"))),
  ),
  get("/ad_accounts/{ad_account_id}/customer_segments", "customer_segment/list", (call) => {
    const query = call.parameters.text("search_query")?.toLowerCase();
    const segments = customerSegmentsOf(advertiserOf(call));
    return pageById(
      call,
      segments.filter(
        ({ name }) => query === undefined || (typeof name === "string" && name.toLowerCase().includes(query)),
      ),
    );
  }),
];
