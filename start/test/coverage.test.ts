import assert from "node:assert/strict";
import { restoreAdAccount, setRoles } from "../../simulator/ordinary-changes.ts";
import { asText } from "../../src/base/json.ts";
import { coverageOf } from "../coverage.ts";
import { renderPage } from "../page/page.ts";
import { causesOf } from "../warnings.ts";
import { openStartBed, type StartBed } from "./bed.ts";

const streams = ["ad_accounts", "campaigns", "campaign_analytics_report"];

describe("the ad accounts of the page of npm start", () => {
  let bed: StartBed;
  before(async () => {
    bed = await openStartBed();
  });
  after(() => bed.close());

  const nameOf = (id: string) =>
    asText(bed.simulator.expectedRecords("ad_accounts").find((row) => row.id === id)?.name);

  it("include one that is denied, which the page names once, also if the others have no spend", async () => {
    await bed.read({ streams });
    const withRows = bed.simulator.expectedRecords("campaigns").map((row) => row.ad_account_id);
    const denied = bed.simulator.world.adAccounts.map(({ id }) => id).filter((id) => !withRows.includes(id));
    assert.equal(denied.length, 1);
    const expected = `Ads of 2 of 3 ad accounts. Not included: ${nameOf(denied[0] ?? "")} (no access). To include it, ask its owner for access.`;
    const known = await coverageOf(bed.database);
    assert.equal(known, expected);
    assert.equal((await renderPage(bed.database)).split(expected).length, 2);
    await bed.read({ streams: ["account"] });
    assert.equal(await coverageOf(bed.database), known, "a read without ads changes nothing");
    await bed.database.rows("DELETE FROM campaign_analytics_report");
    assert.equal((await renderPage(bed.database)).split(expected).length, 2);
  });

  it("include those that the configuration leaves out", async () => {
    const [own, ...others] = bed.simulator.world.adAccounts.map(({ id }) => id);
    await bed.read({ streams }, { ad_account_ids: [own ?? ""] });
    const names = others.map(nameOf).toSorted((one, other) => (one < other ? -1 : 1));
    const left = names.map((name) => `${name} (not in ad_account_ids)`).join(", ");
    assert.equal(await coverageOf(bed.database), `Ads of 1 of 3 ad accounts. Not included: ${left}.`);
  });

  it("don't include one that is no longer listed", async () => {
    const { world } = bed.simulator;
    await bed.read({ streams });
    const listed = world.adAccounts;
    const last = listed.at(-1)?.id ?? "";
    const name = nameOf(last);
    setRoles(world, last, []);
    const log = new Set<string>();
    await bed.read({ streams, log }, {}, 24);
    assert.ok((await coverageOf(bed.database))?.includes(`${name} (no longer listed)`), await coverageOf(bed.database));
    const [cause] = causesOf([...log].filter((line) => line.includes(last)));
    assert.match(cause?.title ?? "", new RegExp(`^skipped ad account ${last}: Pinterest no longer lists it`, "u"));
    restoreAdAccount(world, last, listed);
  });
});
