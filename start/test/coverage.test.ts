import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { coverageOf } from "../coverage.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { sectionsOf } from "./page-content.ts";

const streams = ["ad_accounts", "campaigns", "campaign_analytics_report"];
const cards = ["Ads", "Ads by week", "Ad spend per month", "Campaigns"];

describe("the ad accounts of the page of npm start", () => {
  let bed: StartBed;
  before(async () => {
    bed = await openStartBed();
  });
  after(() => bed.close());

  const nameOf = (id: string) =>
    asText(bed.simulator.expectedRecords("ad_accounts").find((row) => row.id === id)?.name);

  it("include one that is denied, with the reason, on each card of ads", async () => {
    await bed.read({ streams });
    const withRows = bed.simulator.expectedRecords("campaigns").map((row) => row.ad_account_id);
    const denied = bed.simulator.world.adAccounts.map(({ id }) => id).filter((id) => !withRows.includes(id));
    assert.equal(denied.length, 1);
    const sections = sectionsOf(await renderPage(bed.database)).filter(({ title }) => cards.includes(title));
    assert.deepEqual(new Set(sections.map(({ title }) => title)), new Set(cards));
    const expected = `2 of 3 ad accounts; without: ${nameOf(denied[0] ?? "")}. You are not permitted to access that resource (HTTP 403, code 29).`;
    for (const { text } of sections) assert.ok(text.includes(expected), text);
    const known = await coverageOf(bed.database);
    await bed.read({ streams: ["account"] });
    assert.deepEqual(await coverageOf(bed.database), known, "a read without ads changes nothing");
  });

  it("include those that the configuration leaves out", async () => {
    const [own, ...others] = bed.simulator.world.adAccounts.map(({ id }) => id);
    await bed.read({ streams }, { ad_account_ids: [own ?? ""] });
    const names = others.map(nameOf).toSorted((one, other) => (one < other ? -1 : 1));
    const expected = { label: "1 of 3 ad accounts; without", streams: names, reason: "Not in ad_account_ids." };
    assert.deepEqual(await coverageOf(bed.database), expected);
  });
});
