import assert from "node:assert/strict";
import { sectionsOf, summaryOf } from "./page-content.ts";
import { type Ad, openSmallAccount, type SmallAccount } from "./small-account.ts";

/** The ads of an account, and what the page must say of its money. */
interface Case {
  readonly ads: Readonly<Record<string, Ad>>;
  readonly money: readonly string[];
  /** The reason beside those of the clicks, which are level. */
  readonly why?: string;
  /** What the headline says of the money, beside a loss. */
  readonly news?: string;
}

/** Days of the period, and of the one before it, as ages. */
const [recent, earlier] = [
  [3, 31],
  [31, 100],
] as const;
const archived = { ofCampaign: { status: "ARCHIVED" }, ofGroup: { status: "ARCHIVED" } };
const settledDays = "Settled days, May 10 to Jun 6, 2026";
/** Stands for a sentence that another test has. */
const settled = "";

const cases: Readonly<Record<string, Case>> = {
  "that revenue fell, and the ad that made it and is archived": {
    news: "USD revenue is lower so far",
    ads: {
      "goes on": { days: [[3, 100, 10, 20, 1, 20]] },
      ended: { days: [[...earlier, 30, 50, 2, 80]], ...archived },
    },
    money: ["USD revenue so far $560.00 (was $2,800): ROAS 2.00 (was 2.50), for $280.00 of ad spend (−75%).", settled],
    why: "USD revenue fell from $2,800 to $560.00 so far: the ad “ended” made nothing (was $2,240 for $840.00); it has spent nothing since Jun 8: its ad group and campaign are archived. All else: $560.00 (was $560.00).",
  },
  "what ads that stopped since made of the revenue before the settled days": {
    news: "USD revenue is lower so far",
    ads: {
      "goes on": { days: [[3, 100, 10, 20, 1, 20]] },
      ended: { days: [[60, 100, 30, 50, 2, 80]], ...archived },
      "ended, too": { days: [[50, 100, 30, 50, 2, 80]], ...archived },
    },
    money: [
      settled,
      `${settledDays}: a checkout cost $12.31 (was $14.00): 52 for $640.00, ROAS 2.38; before 140 for $1,960, ROAS 2.57. The difference in price can be chance. 2 ads that stopped since made $4,480 of the revenue before.`,
    ],
    why: "USD revenue fell from $1,280 to $560.00 so far: the ad “ended, too” made nothing (was $720.00 for $270.00); it has spent nothing since May 20: its ad group and campaign are archived. All else: $560.00 (was $560.00).",
  },
  "the ad that makes a rise, although it sells dearer": {
    news: "USD revenue rose 100% so far",
    ads: {
      old: { days: [[3, 100, 10, 20, 1, 20]] },
      grew: {
        days: [
          [...recent, 20, 20, 2, 30],
          [...earlier, 1, 1, 0.25, 5],
        ],
      },
    },
    money: [
      "USD revenue so far $1,400 (was $700.00, +100%): ROAS 1.67 (was 2.27), for $840.00 of ad spend (+173%).",
      settled,
    ],
    why: "USD revenue rose from $700.00 to $1,400 so far: the ad “grew” made $840.00 for $560.00 (was $140.00 for $28.00), mostly from more spend: $560.00 (was $28.00). All else: $560.00 (was $560.00).",
  },
  "the ad that makes a rise, and when it began": {
    news: "USD revenue rose 126% so far",
    ads: {
      old: { days: [[3, 100, 10, 20, 1, 20]] },
      grew: { days: [[3, 33, 20, 20, 2, 30]] },
    },
    money: [settled, settled],
    why: "USD revenue rose from $620.00 to $1,400 so far: the ad “grew”, which began on Jun 7, made $840.00 for $560.00 (was $60.00 for $40.00), mostly from more spend: $560.00 (was $40.00). All else: $560.00 (was $560.00).",
  },
  "of a rise also the ad that moved most against it": {
    news: "USD revenue rose 25% so far",
    ads: {
      old: { days: [[3, 100, 10, 20, 1, 20]] },
      ended: { days: [[...earlier, 10, 20, 1, 10]], ...archived },
      grew: { days: [[...recent, 20, 20, 2, 17.5]] },
    },
    money: [
      "USD revenue so far $1,050 (was $840.00, +25%): ROAS 1.25 (was 1.50), for $840.00 of ad spend (+50%).",
      settled,
    ],
    why: "USD revenue rose from $840.00 to $1,050 so far: the ad “grew”, which began on Jun 9, made $490.00 for $560.00 (was nothing). All else: $560.00 (was $840.00); of it “ended” nothing (was $280.00); it has spent nothing since Jun 8: its ad group and campaign are archived.",
  },
  "the ad that no longer costs anything, if the revenue is level": {
    ads: {
      old: { days: [[3, 100, 10, 20, 1, 20]] },
      ended: { days: [[...earlier, 30, 50]], ...archived },
    },
    money: [
      "USD revenue so far $560.00 (was $560.00, +0%): ROAS 2.00 (was 0.50), for $280.00 of ad spend (−75%).",
      settled,
    ],
    why: "USD spend fell from $1,120 to $280.00, and revenue so far was about level (+0%): the ad “ended” cost nothing (was $840.00), and made nothing (was nothing); it has spent nothing since Jun 8: its ad group and campaign are archived. 100% of the revenue is of “old”: $560.00 for $280.00 (was $560.00 for $280.00).",
  },
  "the only ad that sells, not those that aren't to sell": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 1, 50]] },
      "in vain": { days: [[3, 100, 5, 20]] },
      "in vain, too": { days: [[3, 100, 5, 20]] },
      shown: { days: [[3, 100, 50, 20]], objective: "AWARENESS" },
    },
    money: [
      "USD revenue so far $1,400 (was $1,400, +0%): ROAS 2.50 (was 2.50), for $560.00 of spend on sales ads (+0%).",
      "Only the ad “sells” sells: 28 of the 28 checkouts so far (worth $50.00 each) for $280.00 of spend. The 2 other sales ads took $280.00 for none.",
      settled,
    ],
    why: "25% of the USD spend on sales ads went to the ad “in vain”, which has never sold so far: $140.00 (was $140.00) for 560 outbound clicks, and $485.00 since Apr 1. The rest, $420.00, brought 28 checkouts: ROAS 3.33 so far (was 3.33). $280.00 of it went to “sells”, for 28 checkouts (was 28): ROAS 5.00 (was 5.00).",
  },
  "no only ad that sells, if one that isn't to sell does, too": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 1, 50]] },
      "in vain": { days: [[3, 100, 5, 20]] },
      shown: { days: [[3, 100, 5, 20, 1, 50]], objective: "AWARENESS" },
    },
    money: [settled, settled],
    why: "25% of the USD spend went to the ad “in vain”, which has never sold so far: $140.00 (was $140.00) for 560 outbound clicks, and $485.00 since Apr 1. The rest, $420.00, brought 56 checkouts: ROAS 6.67 so far (was 6.67). $280.00 of it went to “sells”, for 28 checkouts (was 28): ROAS 5.00 (was 5.00).",
  },
  "the ad that sells nearly alone": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 1, 50]] },
      hardly: {
        days: [
          [3, 4, 5, 20, 1, 50],
          [4, 100, 5, 20],
        ],
      },
    },
    money: [
      settled,
      "The ad “sells” sells nearly alone: 28 of the 29 checkouts so far (worth $50.00 each) for $280.00 of spend. The 1 other sales ad took $140.00 for 1.",
      settled,
    ],
    why: "33% of the USD spend went to the ad “hardly”, which returned $50.00 for $140.00 so far (was nothing for $140.00). Since Apr 1 its checkouts are worth $50.00 each, and cost $485.00: ROAS 0.10. The rest, $280.00, brought 28 checkouts: ROAS 5.00 so far (was 5.00). $280.00 of it went to “sells”, for 28 checkouts (was 28): ROAS 5.00 (was 5.00).",
  },
  "that money is lost, now and on settled days, and the ad that took it and never sold": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 0.25, 8]] },
      "sells, too": { days: [[3, 100, 10, 20, 0.25, 8]] },
      "in vain": { days: [[3, 60, 30, 100]] },
    },
    money: [
      "USD ads lose money: ROAS 0.32 so far (was 0.32), with $448.00 of revenue (was $448.00, +0%) for $1,400 of ad spend (+0%).",
      settled,
    ],
    why: "60% of the USD spend went to the ad “in vain”, which has never sold so far: $840.00 (was $840.00) for 2,800 outbound clicks, and $1,710 since May 11. The rest, $560.00, brought 14 checkouts: ROAS 0.80 so far (was 0.80).",
  },
  "the ad that took most and returned little, now and since it began, and the rest": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 1, 20]] },
      "in vain": { days: [[3, 60, 30, 100, 0.25, 6]] },
    },
    money: [settled, settled],
    why: "75% of the USD spend went to the ad “in vain”, which returned $168.00 for $840.00 so far (was $168.00 for $840.00). Since May 11 its checkouts are worth $24.00 each, and cost $120.00: ROAS 0.20. The rest, $280.00, brought 28 checkouts: ROAS 2.00 so far (was 2.00). $280.00 of it went to “sells”, for 28 checkouts (was 28): ROAS 2.00 (was 2.00).",
  },
  "what fell before what takes the spend, if no ad made half of it, and that it is paused": {
    news: "USD revenue is lower so far",
    ads: {
      ...Object.fromEntries(
        ["one", "two", "three"].map((id) => [
          id,
          {
            days: [
              [...recent, 10, 20, 1, 10],
              [...earlier, 10, 20, 4, 40],
            ],
          },
        ]),
      ),
      "in vain": { days: [[3, 300, 30, 100]], status: "PAUSED" },
    },
    money: [settled, settled],
    why: "USD revenue fell from $3,360 to $840.00 so far, mostly from fewer checkouts per click: 84 of 4,480 so far (was 336 of 4,480). No ad made half of it. The largest falls: “one” $280.00 for $280.00 (was $1,120 for $280.00) and “three” $280.00 for $280.00 (was $1,120 for $280.00). 50% of the USD spend went to the ad “in vain”, which has never sold so far: $8,910 since Sep 13, 2025. Today it is paused; it spent until Jul 6.",
  },
  "the year of days that are older": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 1, 20]] },
      "in vain": { days: [[3, 300, 30, 100]] },
    },
    money: [settled, settled, settled],
    why: "75% of the USD spend went to the ad “in vain”, which has never sold so far: $840.00 (was $840.00) for 2,800 outbound clicks, and $8,910 since Sep 13, 2025. The rest, $280.00, brought 28 checkouts: ROAS 2.00 so far (was 2.00). $280.00 of it went to “sells”, for 28 checkouts (was 28): ROAS 2.00 (was 2.00).",
  },
  "the ad that makes nearly all checkouts, but less of the revenue": {
    ads: {
      sells: { days: [[3, 100, 10, 20, 1, 10]] },
      hardly: {
        days: [
          [3, 4, 5, 20, 1, 100],
          [4, 100, 5, 20],
        ],
      },
    },
    money: [
      settled,
      "The ad “sells” makes nearly all checkouts: 28 of the 29 checkouts so far, but 74% of the revenue (worth $10.00 each, the others $100.00), for $280.00 of spend. The 1 other sales ad took $140.00 for 1.",
      settled,
    ],
    why: "USD revenue rose from $280.00 to $380.00 so far, mostly from checkouts of more value: $13.10 each (was $10.00). The difference in checkouts can be chance. The largest rise: “hardly” $100.00 for $140.00 (was nothing for $140.00).",
  },
  "that the spend isn't back yet, if it was on settled days": {
    ads: {
      sells: {
        days: [
          [3, 33, 10, 20, 1, 9],
          [33, 100, 10, 20, 1, 20],
        ],
      },
    },
    money: [
      "USD ads haven’t earned their spend back: ROAS 0.90 so far (was 1.92), with $252.00 of revenue (was $538.00) for $280.00 of ad spend (+0%).",
      settled,
    ],
    why: "USD revenue fell from $538.00 to $252.00 so far, mostly from checkouts of less value: $9.00 each (was $19.21). The difference in checkouts can be chance.",
  },
  "checkouts, if none has a value": {
    ads: {
      sells: {
        days: [
          [...recent, 10, 20, 1],
          [...earlier, 10, 20, 2],
        ],
      },
    },
    money: ["USD checkouts so far: 28 (was 56), for $280.00 of ad spend (+0%).", settled],
  },
  "spend and clicks, if there is no checkout, and the ad that makes the rise of the spend": {
    ads: {
      "goes on": { days: [[3, 100, 10, 100]] },
      stopped: { days: [[...earlier, 2, 20]] },
      grew: {
        days: [
          [...recent, 20, 200],
          [...earlier, 1, 10],
        ],
      },
    },
    money: [
      "$840.00 of ad spend (+131%), for 8,400 outbound clicks (+131%): $0.10 each (was $0.10).",
      "USD spend rose from $364.00 to $840.00: the ad “grew” cost $560.00 (was $28.00). All else: $280.00 (was $336.00).",
    ],
  },
  "no ad of a few checkouts": {
    ads: {
      "goes on": { days: [[3, 100, 10, 20, 0.25, 20]] },
      ended: { days: [[31, 34, 30, 50, 1, 800]] },
    },
    money: ["USD revenue so far $560.00 (was $2,960): ROAS 2.00 (was 8.00), for $280.00 of ad spend (−24%).", settled],
    why: "USD revenue fell from $2,960 to $560.00 so far, mostly from checkouts of less value: $80.00 each (was $296.00). The difference in checkouts can be chance. The largest fall: “ended” no spend (was $2,400 for $90.00).",
  },
  "that no ad made half of the change, where several did": {
    news: "USD revenue is lower so far",
    ads: Object.fromEntries(
      ["one", "two", "three"].map((id) => [
        id,
        {
          days: [
            [...recent, 10, 20, 1, 10],
            [...earlier, 10, 20, 4, 40],
          ],
        },
      ]),
    ),
    money: ["", settled],
    why: "USD revenue fell from $3,360 to $840.00 so far, mostly from fewer checkouts per click: 84 of 1,680 so far (was 336 of 1,680). No ad made half of it. The largest falls: “one” $280.00 for $280.00 (was $1,120 for $280.00) and “three” $280.00 for $280.00 (was $1,120 for $280.00).",
  },
  "no fall, if only days make one that can still gain as much": {
    ads: {
      sells: {
        days: [
          [...recent, 10, 60, 1, 10],
          [...earlier, 10, 60, 2, 20],
        ],
      },
    },
    money: ["USD revenue so far $280.00 (was $560.00): ROAS 1.00 (was 2.00), for $280.00 of ad spend (+0%).", settled],
    why: "USD revenue is $280.00 so far (was $560.00); its days still gain checkouts: 28 from 1,680 clicks (was 56 from 1,680). If those who click still buy as before, the clicks so far bring about $560: ROAS 2.0.",
  },
  "what moved for sure beside days that can still gain as much": {
    news: "USD revenue is lower so far",
    ads: {
      sells: {
        days: [
          [...recent, 4, 30, 0.5, 5],
          [...earlier, 10, 75, 2, 20],
        ],
      },
    },
    money: ["", settled],
    why: "USD revenue fell from $560.00 to $140.00 so far: the ad “sells” made $140.00 for $112.00 (was $560.00 for $280.00), mostly from less spend: $112.00 (was $280.00) and days that still gain checkouts: 14 of 840 so far (was 56 of 2,100). If those who click still buy as before, the clicks so far bring about $220: ROAS 2.0.",
  },
  "since when none has run": {
    ads: { ended: { days: [[6, 100, 10, 20, 1, 20]] } },
    money: [
      "USD revenue so far $500.00 (was $560.00): ROAS 2.00 (was 2.00), for $250.00 of ad spend (−11%). None has run since Jul 3.",
      settled,
    ],
    why: "USD revenue fell from $560.00 to $500.00 so far, mostly from less spend: $250.00 (was $280.00). The difference in checkouts can be chance.",
  },
  "each campaign got cheaper and the whole dearer: inner and mix, apart": {
    // $1.00 to $0.90 and $5.00 to $4.50 per click; the dear one has half of the clicks instead of a tenth.
    ads: {
      cheap: {
        days: [
          [...recent, 45, 50],
          [...earlier, 90, 90],
        ],
      },
      dear: {
        days: [
          [...recent, 225, 50],
          [...earlier, 50, 10],
        ],
      },
    },
    money: [
      "$7,560 of ad spend (+93%), for 2,800 outbound clicks (+0%): $2.70 each (was $1.40).",
      "USD spend rose from $3,920 to $7,560: the ad “dear” cost $6,300 (was $1,400). All else: $1,260 (was $2,520).",
      "Campaign by campaign, a click got cheaper (−$0.30), but the dearer campaigns have more of the clicks (+$1.60).",
    ],
  },
  "no mix of campaigns that moves the cost as they do, or of new and gone ones": {
    ads: {
      new: { days: [[...recent, 50, 50]] },
      steady: { days: [[3, 100, 100, 50]] },
      gone: { days: [[...earlier, 200, 50]] },
    },
    money: ["$4,200 of ad spend (−50%), for 2,800 outbound clicks (+0%): $1.50 each (was $3.00).", settled],
  },
  "what was spent before with its currency, if a percentage says nothing, and that there are too few clicks": {
    ads: {
      less: {
        days: [
          [...recent, 0.5, 2],
          [...earlier, 3, 2],
        ],
      },
    },
    money: ["$14.00 of ad spend ($84.00 before), for 56 outbound clicks (56 before); too few to say at what cost."],
  },
  "what was returned without days before, but not what was spent": {
    ads: {
      sells: { days: [[3, 50, 10, 20, 1, 20]] },
      shown: { days: [[3, 50, 10, 20]], currency: "EUR" },
    },
    money: ["USD revenue so far $560.00: ROAS 2.00, for $280.00 of ad spend."],
  },
  "each currency on its own": {
    ads: {
      one: { days: [[3, 100, 10, 20, 1, 20]] },
      other: { days: [[3, 100, 10, 20, 1, 20]], currency: "EUR" },
    },
    money: [
      "EUR revenue so far €560.00 (was €560.00, +0%): ROAS 2.00 (was 2.00), for €280.00 of ad spend (+0%).",
      settled,
      "USD revenue so far $560.00 (was $560.00, +0%): ROAS 2.00 (was 2.00), for $280.00 of ad spend (+0%).",
      settled,
    ],
  },
};

describe("the verdict about money", () => {
  let account: SmallAccount;
  before(async () => {
    account = await openSmallAccount();
    await account.setDays({}, {});
  });
  after(() => account.close());

  const said = async () => summaryOf(await account.page(), "p28")?.money ?? [];

  for (const [cause, { ads, money, why, news }] of Object.entries(cases))
    it(`says ${cause}`, async () => {
      await account.setAds(ads);
      const summary = summaryOf(await account.page(), "p28");
      const all = summary?.money ?? [];
      assert.deepEqual(
        all,
        money.map((sentence, index) => (sentence === "" ? (all[index] ?? "") : sentence)),
      );
      assert.deepEqual(
        summary?.why.filter((sentence) => /revenue|spend/u.test(sentence)),
        why === undefined ? [] : [why],
      );
      const losing = all.flatMap((sentence) => /^(...) ads lose money/u.exec(sentence)?.[1] ?? []).join(" and ");
      assert.equal(
        summary?.verdict,
        ["Outbound clicks about level (+0%)", news, losing === "" ? undefined : `${losing} ads lose money`]
          .filter((each) => each !== undefined)
          .join("; "),
      );
    });

  it("says what the ads cost that aren't to sell", async () => {
    const cost = async (spend: number) => {
      const shown: Ad = {
        days: [
          [...recent, spend, 20],
          [...earlier, 5, 20],
        ],
        objective: "AWARENESS",
      };
      await account.setAds({ sells: { days: [[3, 100, 100, 20, 1, 500]] }, shown });
      return summaryOf(await account.page(), "p28")?.figures.filter((figure) => figure.includes("other USD ads"));
    };
    assert.deepEqual(await cost(20), ["$560.00 for other USD ads (was $140.00), with 560 outbound clicks."]);
    assert.deepEqual(await cost(5), [], "less than a tenth");
  });

  it("says what a checkout cost on settled days, on a line of its own, and whether that can be chance", async () => {
    const line = async (checkouts: number, checkoutsBefore: number) => {
      await account.setAds({
        a: {
          days: [
            [3, 33, 10, 20, 1],
            [33, 61, 10, 20, checkouts],
            [61, 120, 10, 20, checkoutsBefore],
          ],
        },
      });
      return (await said()).at(-1);
    };
    assert.equal(
      await line(6, 4),
      `${settledDays}: a checkout cost $1.67 (was $2.50): 168 for $280.00; before 112 for $280.00. The difference in price is more than chance.`,
    );
    assert.match(
      (await line(3, 2)) ?? "",
      /: 84 for \$280\.00; before 56 for \$280\.00\. The difference in price is rarely chance\.$/u,
    );
    assert.match(
      (await line(1, 1)) ?? "",
      /: a checkout cost \$10\.00 \(was \$10\.00\): .* The difference in price can be chance\.$/u,
    );
    assert.match(
      (await line(0, 2)) ?? "",
      /: no checkout \(was 56\): none for .*\. The difference in price is more than chance\.$/u,
    );
    assert.match((await line(2, 0)) ?? "", /: 56 checkouts \(was none\): 56 for/u);
  });

  it("says what a checkout cost without the ad that turns it", async () => {
    await account.setAds({
      sells: { days: [[3, 120, 10, 20, 1, 20]] },
      "in vain": { name: "an ad with a name of two lines | ad 7", days: [[33, 61, 15, 20]] },
    });
    assert.equal(
      (await said()).at(-1),
      `${settledDays}: a checkout cost $25.00 (was $10.00): 28 for $700.00, ROAS 0.80; before 28 for $280.00, ROAS 2.00. Without the ad “an ad with a name … | ad 7” (none for $420.00; before no spend): $10.00 (was $10.00). The rest of the difference in price can be chance.`,
    );
  });

  it("says of weeks that still grow what those of that age still gained, if any were read at it", async () => {
    const { database } = account;
    await account.setAds({});
    const day = { currency: "USD", SPEND_IN_MICRO_DOLLAR: 10e6, OUTBOUND_CLICK_1: 20, TOTAL_CONVERSIONS: 30 };
    await account.addAdDays("a", 3, 100, day);
    const weeks = async () => {
      const section = sectionsOf(await account.page()).find(
        ({ title, period }) => title === "Ads by week" && period === "p28",
      );
      return [
        ...(section?.text ?? "").matchAll(/(\d{4}-\d\d-\d\d) (can still rise|weeks of this age still gained \d+%)/gu),
      ].map(([, week, what]) => [week, what]);
    };
    assert.deepEqual(new Set((await weeks()).map(([, what]) => what)), new Set(["can still rise"]));
    // A settled week of 210 conversions had 150 four days after its end, which is the age of the last complete week now.
    await database.rows(`INSERT INTO _sync.ad_weeks SELECT week + 10, week, 'USD', 150
      FROM (SELECT date_trunc('week', DATE '2026-07-09' - 60)::DATE AS week)`);
    assert.deepEqual((await weeks())[0], ["2026-06-29", "weeks of this age still gained 40%"]);
    assert.equal((await weeks())[1]?.[1], "can still rise");
  });
});
