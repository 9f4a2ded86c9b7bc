import assert from "node:assert/strict";
import { streams } from "../src/streams/all.ts";
import type { Bed } from "./bed.ts";
import { errorsOf, lastStates } from "./messages.ts";
import { openBed, repeatedRequests } from "./repeated-requests.ts";

const names = streams.map(({ name }) => name);

/** Operations that are still requested twice: the streams that read them for themselves do not wait for one another. */
const notYet: ReadonlySet<string> = new Set([
  "ad_accounts/list",
  "ad_groups/list",
  "ads/list",
  "audiences/list",
  "board_sections/list",
  "boards/list",
  "boards/list_pins",
  "business_assets/get",
  "campaigns/list",
  "catalogs/list",
  "catalogs_product_groups/list",
  "feed_processing_results/list",
  "feeds/list",
  "get/business_employers",
  "get/business_members",
  "get/business_partners",
  "pins/list",
  "product_group_promotions/list",
  "shared_audiences_for_business/list",
  "targeting_options/get",
  "templates/list",
  "trends_product_categories_trending/list",
  "user_account/get",
]);

describe("a list is requested once in a run, whoever needs it", () => {
  let bed: Bed;
  beforeEach(async () => {
    bed = await openBed();
  });
  afterEach(() => bed.close());

  for (const numWorkers of [4, 16, 40]) {
    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`in ${mode} with ${numWorkers} requests in flight`, async () => {
        const config = { ...bed.config, num_workers: numWorkers };
        const { messages } = await bed.read(names, { mode, config });
        assert.deepEqual(errorsOf(messages), []);
        assertNoneRepeated();
        if (mode === "full_refresh") return;
        bed.advance(86_400);
        bed.simulator.journal.clear();
        const states = lastStates(messages);
        assert.deepEqual(errorsOf((await bed.read(names, { config, states })).messages), []);
        assertNoneRepeated();
      }).timeout(240_000);
    }
  }

  function assertNoneRepeated(): void {
    const { entries } = bed.simulator.journal;
    assert.ok(entries.length > 500, "hardly anything was requested");
    const repeated = repeatedRequests(entries).filter(({ operation }) => !notYet.has(operation));
    assert.deepEqual(
      repeated.map(({ request, repetitions }) => `${request}: ${repetitions} more`),
      [],
    );
  }
});
