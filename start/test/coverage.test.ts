import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { sectionsOf } from "./page-content.ts";

const streams = ["ad_accounts", "campaigns", "campaign_analytics_report"];
const cards = ["Ads", "Ads by week", "Ad spend per month", "Campaigns"];

describe("the ad accounts of the page of npm start", () => {
  let bed: StartBed;
  beforeEach(async () => {
    bed = await openStartBed();
  });
  afterEach(() => bed.close());

  /** Returns what the cards of ads say of ad accounts, once each. */
  async function coverage() {
    const sections = sectionsOf(await renderPage(bed.database)).filter(({ title }) => cards.includes(title));
    assert.deepEqual(new Set(sections.map(({ title }) => title)), new Set(cards));
    return [...new Set(sections.map(({ text }) => /\d+ of \d+ ad accounts.*?: [^.]*\. [^.]*\./u.exec(text)?.[0]))];
  }
  const nameOf = (id: string) =>
    asText(bed.simulator.expectedRecords("ad_accounts").find((row) => row.id === id)?.name);

  it("include one that is denied, with the reason", async () => {
    await bed.read({ streams });
    const denied = bed.simulator.world.adAccounts.map(({ id }) => id).filter((id) => !hasRows(id));
    assert.equal(denied.length, 1);
    const expected = `2 of 3 ad accounts; without: ${nameOf(denied[0] ?? "")}. You are not permitted to access that resource (HTTP 403, code 29).`;
    assert.deepEqual(await coverage(), [expected]);
    await bed.read({ streams: ["account"] });
    assert.deepEqual(await coverage(), [expected], "a read without ads changes nothing");
  });

  it("include those that the configuration leaves out", async () => {
    const [own, ...others] = bed.simulator.world.adAccounts.map(({ id }) => id);
    await bed.read({ streams }, { ad_account_ids: [own ?? ""] });
    const names = others.map(nameOf).toSorted((one, other) => (one < other ? -1 : 1));
    assert.deepEqual(await coverage(), [`1 of 3 ad accounts; without: ${names.join(", ")}. Not in ad_account_ids.`]);
  });

  const hasRows = (id: string) => bed.simulator.expectedRecords("campaigns").some((row) => row.ad_account_id === id);
});
