import assert from "node:assert/strict";
import type { LeadingList } from "../../../src/commands/plan/leading-lists.ts";
import { type Sample, Samples } from "../../../src/commands/plan/samples.ts";

const adGroups = "ad_groups/list";
const campaigns = "campaigns/list";

/** A sample of a partition with a number of rows. */
function sample(owner: string, length: number): Sample {
  const rows = Array.from({ length }, (_, index) => ({ id: `${owner}-${index}` }));
  return { status: 200, body: null, rows, hasMore: false, owner };
}

/** Samples of the lists of six ad accounts, by the lengths of the sampled ones. */
async function samplesOf(
  lengths: Readonly<Record<string, readonly number[]>>,
  fanOuts: Readonly<Record<string, number>> = {},
): Promise<Samples> {
  const parents = new Map([["ad_accounts/list", 1]]);
  const leading = Object.keys(lengths).map((id): [string, LeadingList] => [
    id,
    { fanOut: fanOuts[id] ?? 1, parents, hasRevisions: false },
  ]);
  const samples = new Samples(new Map(leading));
  samples.add("ad_accounts/list", "", Promise.resolve(sample("", 6)));
  for (const [id, each] of Object.entries(lengths))
    for (const [index, length] of each.entries())
      samples.add(id, `/${index}`, Promise.resolve(sample(`owner${index}`, length)));
  for (const id of ["ad_accounts/list", ...Object.keys(lengths)]) await samples.settle(id);
  return samples;
}

describe("Samples", () => {
  it("estimates a partition by the geometric mean of the lengths, with rows of the longest", async () => {
    for (const lengths of [
      [1, 8, 2],
      [8, 2, 1],
      [2, 1, 8],
    ]) {
      const rows = (await samplesOf({ [campaigns]: lengths })).typical(campaigns)?.rows ?? [];
      const longest = `owner${lengths.indexOf(8)}`;
      assert.deepEqual(
        rows.map(({ id }) => id),
        [0, 1, 2].map((index) => `${longest}-${index}`),
      );
    }
  });

  it("reserves the last request for a list that varies more", async () => {
    const samples = await samplesOf({ [campaigns]: [5, 5, 5, 5], [adGroups]: [1, 90, 5, 200] });
    assert.equal(samples.isWorthSampling(campaigns, 1, 0), false);
    assert.equal(samples.isWorthSampling(adGroups, 1, 0), true);
  });

  it("reserves no request for a list that varies less, even if it varies", async () => {
    const samples = await samplesOf({ [campaigns]: [20, 40, 60], [adGroups]: [1, 900, 5] });
    assert.equal(samples.isWorthSampling(adGroups, 1, 0), true);
    assert.equal(samples.isWorthSampling(campaigns, 1, 0), false);
  });
});
