import assert from "node:assert/strict";
import { startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { FakeClock } from "../../fake-clock.ts";
import { noon } from "../../today.ts";
import { survey } from "./survey-run.ts";

const statuses = "entity_statuses=ACTIVE,PAUSED,ARCHIVED,DRAFT,DELETED_DRAFT";
const month = "end_date=2026-07-08 granularity=DAY start_date=2026-06-09";
const metrics = `columns=CAMPAIGN_ID,CAMPAIGN_ENTITY_STATUS,SPEND_IN_MICRO_DOLLAR,PAID_IMPRESSION ${month}`;
const groupMetrics = `columns=SPEND_IN_MICRO_DOLLAR,PAID_IMPRESSION ${month.replace("DAY ", "DAY product_group_ids=3 IDs ")}`;
const pinParameters = "include_protected_pins=true page_size";

/** The requests for a small account, with its IDs and bookmarks replaced. */
const asked = `/user_account
/boards bookmark=MADE_UP_BY_SURVEY page_size=25
/boards page_size=251
/pins/1
/ad_accounts/1/campaigns
/boards page_size=250
/pins ${pinParameters}=250 pin_metrics=true
/pins bookmark=… ${pinParameters}=250 pin_metrics=true
/pins ${pinParameters}=25 pin_metrics=true
/pins bookmark=… ${pinParameters}=25 pin_metrics=true
/boards/ID/pins page_size=250
/boards/ID/sections page_size=250
/boards/ID/sections/ID/pins page_size=250
/boards/ID/sections/ID/pins page_size=250
/boards/ID/pins page_size=250
/boards/ID/pins page_size=250
/boards/ID/pins page_size=250
/boards/ID/pins page_size=250
/user_account/followers page_size=250
/user_account/analytics end_date=2026-07-08 start_date=2026-06-09
/pins/analytics end_date=2026-07-08 metric_types=IMPRESSION,PIN_CLICK pin_ids=76 IDs start_date=2026-04-11
/ad_accounts include_shared_accounts=true page_size=250
/user_account ad_account_id=ID
/ad_accounts/ID/campaigns ${statuses} page_size=250
/ad_accounts/ID/campaigns entity_statuses=MADE_UP_BY_SURVEY
/ad_accounts/ID/analytics columns=MADE_UP_BY_SURVEY ${month}
/ad_accounts/ID/campaigns entity_statuses=ARCHIVED page_size=250
/ad_accounts/ID/ad_groups ${statuses} page_size=250
/ad_accounts/ID/ads ${statuses} page_size=250
/ad_accounts/ID/campaigns campaign_ids=2 IDs ${statuses} page_size=250
/ad_accounts/ID/campaigns/analytics campaign_ids=6 IDs ${metrics}
/ad_accounts/ID/campaigns/analytics campaign_ids=ID ${metrics}
/ad_accounts/ID/campaigns/analytics campaign_ids=ID ${metrics}
/ad_accounts/ID/product_group_promotions ad_group_id=ID
/ad_accounts/ID/product_groups/analytics ${groupMetrics}
/ad_accounts/ID/product_groups/analytics ${groupMetrics}
/ad_accounts/ID/reports {"start_date":"2026-06-09","end_date":"2026-07-08","level":"CAMPAIGN_TARGETING","granularity":"DAY","columns":["CAMPAIGN_ID","SPEND_IN_MICRO_DOLLAR"],"targeting_types":["GENDER","AGE_BUCKET"]}
/ad_accounts/ID/reports token=…
/ad_accounts/ID/reports token=…
/ad_accounts/ID/reports {"start_date":"2026-06-09","end_date":"2026-07-08","level":"CAMPAIGN_TARGETING","granularity":"DAY","columns":["CAMPAIGN_ID","SPEND_IN_MICRO_DOLLAR"],"targeting_types":["FEED_TYPE"]}`.split(
  "\n",
);

describe("what survey asks", () => {
  for (const promotion_rows of ["flat", "data"] as const)
    it(`is a sample of each list, the mistakes, and two reports, with promotions in the form ${promotion_rows}`, async () => {
      const scale = { ...extents.small, pins: 160, followers: 45, keywords: 2, productGroups: 2, feeds: 1 };
      const simulator = await startSimulator({ seed: 3, scale, clock: new FakeClock(noon), promotion_rows });
      simulator.change({ add_pins: 2 });
      await survey(simulator, {}, ["--reports"]);
      await simulator.close();
      const requests = simulator.journal.entries.filter(({ path }) => path.startsWith("/v5/"));
      const shown = (name: string, value: string) => {
        if (name === "token" || (name === "bookmark" && !value.startsWith("MADE_UP"))) return "…";
        const ids = value.match(/\d{9,}/gu)?.length ?? 0;
        return ids > 1 ? `${ids} IDs` : value.replace(/^\d{9,}$/u, "ID");
      };
      const lines = requests.map(({ path, query, body }) =>
        [
          path.replace("/v5", "").replaceAll(/\d{9,}/gu, "ID"),
          ...Object.entries(query)
            .map(([name, values]) => `${name}=${shown(name, values.join(","))}`)
            .toSorted(),
          ...(body === null ? [] : [JSON.stringify(body)]),
        ].join(" "),
      );
      assert.deepEqual(lines.slice(0, asked.length), asked);
      // Whether there is a second report depends on whether the simulator knows its targeting type.
      assert.ok(lines.slice(asked.length).every((line) => line === "/ad_accounts/ID/reports token=…"));
    });
});
