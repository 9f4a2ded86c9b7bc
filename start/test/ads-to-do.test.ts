import assert from "node:assert/strict";
import { sectionsOf, todoOf } from "./page-content.ts";
import { type Ad, openSmallAccount, type SmallAccount } from "./small-account.ts";

/** The ads of an account, and what the page must say to do, as titles and texts. */
interface Case {
  readonly ads: Readonly<Record<string, Ad>>;
  readonly things: readonly (readonly [title: string, text: string])[];
}

/** An ad with usual sales on settled days and since: $10 per checkout. */
const usual: Ad = { days: [[3, 60, 10, 70, 1, 20]] };
/** One that sells for $2 per checkout, since Jun 9. */
const good: Ad = { days: [[3, 31, 4, 70, 2, 40]] };
const bad: Ad = { days: [[3, 31, 6, 70]] };
/** One that sells, and spent on 13 of 28 days. */
const halfIdle: Ad = {
  days: [
    [3, 16, 8, 70, 4, 80],
    [16, 31, 0, 0],
  ],
};
const badToo: Ad = { days: [[3, 31, 5, 70]] };
/** Days of one that sold six on settled days, for $10 each. */
const sixSold: Ad["days"] = [
  [3, 50, 1, 70],
  [40, 46, 10, 70, 1, 20],
];
const paused = { status: "PAUSED" };
/** One that sold three a day, at 70 clicks and $4 a day, and sells something else now. */
const slid = (now: readonly [spend: number, outbound: number, checkouts: number, revenue: number]): Ad => ({
  days: [
    [3, 31, ...now],
    [31, 60, 4, 70, 3, 30],
  ],
});

const cases: Readonly<Record<string, Case>> = {
  "to pause an ad that sold nothing on settled days where three are usual, and then to try its page": {
    ads: {
      x: { days: [[3, 50, 4, 70]], page: "example.com/x" },
      one: { days: sixSold },
      "another one": { days: sixSold },
    },
    things: [
      [
        "Pause the ad “x” today",
        "$112.00 in 28 days: 67% of the USD spend. So far it had no checkout for $188.00 since May 21; the other USD sales ads had 12 for $214.00. Before it runs again, buy once on its page.",
      ],
    ],
  },
  "to pause the only ad that runs, and that no other does": {
    ads: {
      x: { days: [[3, 50, 4, 70]] },
      one: { days: sixSold, ...paused },
      "another one": { days: sixSold, ...paused },
    },
    things: [
      [
        "Pause the ad “x” today",
        "$112.00 in 28 days: 67% of the USD spend. So far it had no checkout for $188.00 since May 21; the other USD sales ads had 12 for $214.00. No other ad that is to sell runs in USD. Before it runs again, buy once on its page.",
      ],
    ],
  },
  "to try the page of an ad if too little of its spend is settled": {
    ads: { x: { days: [[3, 20, 40, 70]], page: "example.com/x" }, few: { days: [[3, 60, 10, 70]] } },
    things: [
      [
        "Buy once on the page of the ad “x”",
        "$680.00 for 1,190 outbound clicks and no checkout since Jun 20 so far; 71% of the USD ad spend of 28 days. $0.00 of it is settled, which is too little to stop it. See whether Pinterest gets a checkout that you make on its page (example.com/x).",
      ],
    ],
  },
  "to try the page of an ad that took much before, if it takes little now": {
    ads: {
      x: {
        days: [
          [3, 31, 1, 70],
          [31, 60, 20, 70],
        ],
      },
      few: { days: [[3, 60, 10, 1]] },
    },
    things: [
      [
        "Buy once on the page of the ad “x”",
        "$608.00 for 3,990 outbound clicks and no checkout since May 11 so far; 52% of the USD ad spend since May 11 so far. $540.00 of it is settled, which is too little to stop it. See whether Pinterest gets a checkout that you make on its page.",
      ],
    ],
  },
  "to try the page of an ad that sold before, and sells nothing in 28 days": {
    ads: {
      x: {
        days: [
          [3, 31, 4, 20],
          [31, 60, 4, 20, 0.5, 10],
        ],
        page: "example.com/x",
      },
      "sold few": {
        days: [
          [3, 31, 4, 20],
          [31, 60, 4, 200, 0.5, 10],
        ],
        currency: "EUR",
      },
    },
    things: [
      [
        "Buy once on the page of the ad “x”",
        "$112.00 for 560 outbound clicks and no checkout in 28 days so far, after 14 from 580 clicks before; 100% of the USD ad spend of 28 days. See whether Pinterest gets a checkout that you make on its page (example.com/x).",
      ],
    ],
  },
  "nothing of an ad that is a week old or younger, has few clicks, doesn't run, or isn't to sell": {
    ads: {
      young: { days: [[3, 9, 40, 70]] },
      few: { days: [[3, 50, 4, 2]] },
      ended: { days: [[6, 50, 4, 70]] },
      rejected: { days: [[3, 50, 4, 70]], review: "REJECTED" },
      paused: { days: [[3, 50, 4, 70]], ...paused },
      "of a paused ad group": { days: [[3, 50, 4, 70]], ofGroup: paused },
      "of a paused campaign": { days: [[3, 50, 4, 70]], ofCampaign: paused },
      shown: { days: [[3, 50, 4, 70]], objective: "AWARENESS" },
    },
    things: [],
  },
  "to raise what limits an ad that earns, and not of one that earns by chance": {
    ads: {
      earns: { days: [[3, 60, 10, 70, 1, 20]], ofCampaign: { daily_spend_cap: 12e6 } },
      "by chance": {
        days: [[3, 60, 10, 70, 0.25, 12]],
        currency: "EUR",
        ofCampaign: { daily_spend_cap: 12e6 },
      },
      "not limited": {
        days: [[3, 60, 10, 70, 1, 20]],
        currency: "GBP",
        ofCampaign: { daily_spend_cap: 20e6 },
      },
    },
    things: [
      [
        "Raise what limits the ad “earns”",
        "ROAS 2.00 since May 11 so far: 57 checkouts for $570.00, so it earns by more than chance. Its campaign spent at most $10.00 of its daily cap of $12.00 on a day of its last 28. Raise that, and see whether its ROAS stays above 1.",
      ],
    ],
  },
  "to try an ad again that returned more long ago, by two standard errors, and not where the ads return half of that": {
    ads: {
      usual: { days: [[3, 60, 10, 70, 1, 10]] },
      best: { days: [[94, 110, 10, 70, 2, 80]], ofCampaign: { status: "ARCHIVED" } },
      "not sure": { days: [[94, 104, 10, 70, 1, 50]] },
      "usual in EUR": { days: [[3, 60, 10, 70, 1, 50]], currency: "EUR" },
      "best in EUR": { days: [[94, 110, 10, 70, 2, 80]], currency: "EUR" },
    },
    things: [
      [
        "Try the ad “best” again",
        "ROAS 8.00 from Mar 22 to Apr 6, 2026: 32 checkouts for $160.00 of spend. All USD ads had 1.00 from May 10 to Jun 6. Run a copy with a small budget, since its season may be over.",
      ],
    ],
  },
  "not to try one again whose Pin another ad has now": {
    ads: {
      usual: { days: [[3, 60, 10, 70, 1, 10]], pin: "one" },
      best: { days: [[94, 110, 10, 70, 2, 80]], pin: "one" },
    },
    things: [],
  },
  "to pause an ad for one that sells": {
    ads: {
      good: { ...good, group: "one", ofCampaign: { daily_spend_cap: 10e6 } },
      bad: { ...bad, group: "one", page: "example.com/bad" },
    },
    things: [
      [
        "Pause the ad “bad” today",
        "$168.00 in 28 days: 60% of the USD spend. So far it had no checkout for $168.00 since Jun 9; “good” had 56 for $112.00. Keep “good”, in the same ad group. What still runs then ($112.00 in 28 days) has ROAS 10.00 so far. Before it runs again, buy once on its page.",
      ],
    ],
  },
  "one thing of several ads that take the money of one that sells, and to raise the budget that it used up": {
    ads: {
      good: {
        days: [[3, 31, 0, 0], ...[4, 8, 12].map((age) => [age, age + 1, 20, 400, 10, 200] as const)],
        ofGroup: { budget_type: "LIFETIME", budget_in_micro_currency: 60e6 },
        // A budget that is used up comes before a lifetime's cap that was passed.
        ofCampaign: { daily_spend_cap: 90e6, lifetime_spend_cap: 57e6 },
      },
      bad: { ...bad, page: "example.com/bad" },
      "bad, too": badToo,
      small: { days: [[3, 31, 0.1, 70]] },
    },
    things: [
      [
        "Pause “bad” and “bad, too” today",
        "$308.00 in 28 days: 83% of the USD spend. So far the first had no checkout for $168.00 since Jun 9, the second none for $140.00 since Jun 9; “good” had 30 for $60.00. Move its budget to “good” (ROAS 10.00 in 28 days so far). What still runs then ($62.80 in 28 days) has ROAS 9.55 so far. Before one runs again, buy once on its page.",
      ],
      [
        "Raise what limits the ad “good”",
        "30 checkouts for $60.00 since Jun 9 so far, on 3 of 28 days: 100% of all revenue in USD, since Jun 9 so far. Its ad group spent $60.00 of its lifetime budget of $60.00 in the days read.",
      ],
    ],
  },
  "to see what holds an ad that sells and runs on less than half of the days of those to pause": {
    ads: {
      good: halfIdle,
      bad,
    },
    things: [
      [
        "Pause the ad “bad” today",
        "$168.00 in 28 days: 62% of the USD spend. So far it had no checkout for $168.00 since Jun 9; “good” had 52 for $104.00. Move its budget to “good” (ROAS 10.00 in 28 days so far). What still runs then ($104.00 in 28 days) has ROAS 10.00 so far. Before it runs again, buy once on its page.",
      ],
      [
        "See what holds the ad “good”",
        "52 checkouts for $104.00 since Jun 9 so far, on 13 of 28 days: 100% of all revenue in USD, since Jun 9 so far. See its budgets, its schedule, and its bid.",
      ],
    ],
  },
  "to see the lifetime budget that it passed first": {
    ads: {
      good: { ...halfIdle, ofGroup: { budget_type: "LIFETIME", budget_in_micro_currency: 20e6 } },
      bad,
    },
    things: [
      [
        "Pause the ad “bad” today",
        "$168.00 in 28 days: 62% of the USD spend. So far it had no checkout for $168.00 since Jun 9; “good” had 52 for $104.00. Move its budget to “good” (ROAS 10.00 in 28 days so far). What still runs then ($104.00 in 28 days) has ROAS 10.00 so far. Before it runs again, buy once on its page.",
      ],
      [
        "See what holds the ad “good”",
        "52 checkouts for $104.00 since Jun 9 so far, on 13 of 28 days: 100% of all revenue in USD, since Jun 9 so far. Its ad group spent $104.00 in the days read, more than its lifetime budget of $20.00: see that first.",
      ],
    ],
  },
  "to pause one that sells at twice the price, not one that sells nearly as well, or that chance can explain": {
    ads: {
      good,
      dear: { days: [[3, 31, 8, 70, 1, 20]] },
      "nearly as good": { days: [[3, 31, 6, 70, 2, 40]] },
    },
    things: [
      [
        "Pause the ad “dear” today",
        "$224.00 in 28 days: 44% of the USD spend. So far it had 28 checkouts for $224.00 (ROAS 2.50) since Jun 9; “good” had 56 for $112.00 (ROAS 10.00). Move its budget to “good” (ROAS 10.00 in 28 days so far). What still runs then ($280.00 in 28 days) has ROAS 8.00 so far.",
      ],
    ],
  },
  "to pause an ad that loses money, even if chance was against it": {
    ads: { good: { days: [[3, 31, 4, 70, 2, 2]] }, dear: { days: [[3, 31, 8, 70, 1, 1]] } },
    things: [
      [
        "Pause the ad “dear” today",
        "$224.00 in 28 days: 67% of the USD spend. So far it had 28 checkouts worth $1.00 each for $224.00 (ROAS 0.12) since Jun 9. What still runs then ($112.00 in 28 days) has ROAS 0.50 so far, still a loss.",
      ],
    ],
  },
  "nothing for an ad whose few checkouts can be chance": {
    ads: { dear: { days: [[3, 31, 8, 70, 0.25, 5]] } },
    things: [],
  },
  "to try what a best seller that sells less leads to": {
    ads: { slid: { ...slid([4, 150, 1, 10]), page: "example.com/slid" } },
    things: [
      [
        "See why the ad “slid” sells less",
        "−$560.00 of revenue in 28 days so far: $280.00 (was $840.00), mostly from fewer checkouts per click: 28 of 4,200 so far (was 84 of 1,960). Buy once on its page (example.com/slid): see whether price, stock, or the page changed.",
      ],
    ],
  },
  "to renew a best seller that gets fewer clicks, and sells what it did per click": {
    ads: { slid: slid([4, 20, 1, 10]) },
    things: [
      [
        "Renew the ad “slid”",
        "−$560.00 of revenue in 28 days so far: $280.00 (was $840.00), mostly from fewer clicks per spend: 560 for $112.00 (was 1,960 for $112.00). Those who see it may know it by now: give it a new picture, or a wider audience.",
      ],
    ],
  },
  "to see what holds a best seller that spends less": {
    ads: { slid: slid([1, 20, 1, 10]) },
    things: [
      [
        "See what holds the ad “slid”",
        "−$560.00 of revenue in 28 days so far: $280.00 (was $840.00), mostly from less spend: $28.00 (was $112.00). See its budget, its schedule, and its bid.",
      ],
    ],
  },
  "to ask about a best seller that is held back, with how its ROAS rose": {
    ads: {
      usual,
      best: {
        days: [
          [20, 48, 4, 70, 2, 50],
          [48, 90, 4, 70, 2, 20],
        ],
        ofCampaign: { status: "ARCHIVED" },
      },
    },
    things: [
      [
        "Was it meant that the ad “best” stopped?",
        "$2,240 of revenue since Apr 11 so far, 66% of all in USD, ROAS 8.00 and 12.50 in its last 28 days. In 28 days so far it made $520.00 less than in those before; all ads together, $520.00 less. It has spent nothing since Jun 19: its campaign is archived. If that wasn’t meant, run a copy of it.",
      ],
    ],
  },
  "to mend what a best seller was rejected for": {
    ads: {
      usual,
      best: { days: [[20, 90, 4, 70, 2, 20]], review: "REJECTED", reasons: '["LANDING_PAGE","TARGETING"]' },
    },
    things: [
      [
        "Was it meant that the ad “best” stopped?",
        "$1,400 of revenue since Apr 11 so far, 55% of all in USD, ROAS 5.00. In 28 days so far it made $340.00 less than in those before; all ads together, $340.00 less. It has spent nothing since Jun 19: it was rejected (landing page, targeting). See why, and mend that.",
      ],
    ],
  },
  "to ask about several best sellers that stopped": {
    ads: {
      usual,
      best: { days: [[20, 60, 4, 70, 2, 50]], ofCampaign: { status: "ARCHIVED" } },
      "second best": { days: [[8, 60, 4, 70, 2, 40]], ofCampaign: paused },
    },
    things: [
      [
        "Was it meant that 2 best sellers stopped?",
        "$4,080 of revenue since May 11 so far, 78% of all in USD: “second best” (until Jul 1, ROAS 10.00), “best” (until Jun 19, ROAS 12.50). What holds each is in the numbers. Run again what wasn’t meant to stop; of what is archived, run a copy.",
      ],
    ],
  },
  "to ask about a best seller that was paused a day ago, and with few checkouts not how its ROAS moved": {
    ads: {
      usual,
      best: {
        days: [
          [4, 18, 4, 70, 0.3, 50],
          [18, 32, 4, 70, 0.3, 20],
          [32, 60, 4, 70, 0.3, 5],
        ],
        ofCampaign: { status: "PAUSED" },
      },
    },
    things: [
      [
        "Was it meant that the ad “best” stopped?",
        "$1,120 of revenue since May 11 so far, 50% of all in USD, ROAS 5.00. It has spent nothing since Jul 5: its campaign is paused. If that wasn’t meant, run it again.",
      ],
    ],
  },
  "to ask about one that spent last on a day that Pinterest still changes, and sold less and less": {
    ads: {
      usual,
      best: {
        days: [
          [1, 29, 4, 70, 0.25, 15],
          [29, 60, 4, 70, 1, 50],
        ],
        ofCampaign: paused,
      },
    },
    things: [
      [
        "Was it meant that the ad “best” stopped?",
        "$1,940 of revenue since May 11 so far, 63% of all in USD, ROAS 8.51. In 28 days so far it made $910.00 less than in those before; all ads together, $910.00 less. It spent until Jul 8: its campaign is paused. If that wasn’t meant, run it again.",
      ],
    ],
  },
  "to ask why one stopped whose ad group is paused, but spent after it did": {
    ads: {
      other: { days: [[3, 60, 1, 1]], group: "one", ofGroup: paused },
      best: { days: [[20, 60, 4, 70, 2, 50]], group: "one" },
    },
    things: [
      [
        "Ask why the ad “best” stopped",
        "$2,000 of revenue since May 11 so far, 100% of all in USD, ROAS 12.50. In 28 days so far it made $850.00 less than in those before; all ads together, $850.00 less. It has spent nothing since Jun 19. Today its ad group is paused, but its other ads spent longer.",
      ],
    ],
  },
  "nothing about one that is paused, but spent today": {
    ads: { best: { days: [[0, 60, 4, 70, 2, 50]], ...paused } },
    things: [],
  },
  "nothing about one that spends nothing for as many days as it did before": {
    ads: {
      usual,
      best: {
        days: [
          [12, 20, 4, 70, 2, 50],
          [31, 60, 4, 70, 2, 50],
        ],
      },
    },
    things: [],
  },
  "to ask about one with all its last 56 days, also if 120 days have fewer": {
    ads: {
      best: {
        days: [
          [88, 116, 4, 70, 2, 30],
          [116, 121, 4, 70, 2, 60],
          [121, 150, 4, 70, 2, 10],
        ],
        ...paused,
      },
    },
    things: [
      [
        "Was it meant that the ad “best” stopped?",
        "$1,160 of revenue in 120 days so far, 100% of all in USD, ROAS 8.29 and 7.50 in its last 28 days. It has spent nothing since Apr 12: it is paused. If that wasn’t meant, run it again.",
      ],
    ],
  },
  "to ask about one that slid and could run, with its end date and its cap": {
    ads: {
      usual,
      best: {
        days: [
          [20, 48, 4, 70, 2, 20],
          [48, 90, 4, 70, 2, 50],
        ],
        ofCampaign: { lifetime_spend_cap: 560e6 },
      },
    },
    things: [
      [
        "Ask why the ad “best” stopped",
        "$2,660 of revenue since Apr 11 so far, 70% of all in USD, ROAS 9.50. It slid to 5.00 in its last 28 days (was 12.50). In 28 days so far it made $670.00 less than in those before; all ads together, $670.00 less. It has spent nothing since Jun 19, though it may run, and a budget or cap isn’t the reason: see its bid and its audience.",
      ],
    ],
  },
};

/** The end of an ad's text, by columns of its campaign. */
const ends: Readonly<Record<string, readonly [Ad["ofCampaign"], string]>> = {
  "its end date": [
    { end_time: Date.UTC(2026, 5, 19) / 1000 },
    ": its end date was Jun 19. Set a later one, or run a copy of it.",
  ],
  "a cap that is used up": [
    { lifetime_spend_cap: 280e6, end_time: Date.UTC(2026, 11, 24) / 1000 },
    ", though it may run until Dec 24, 2026. Its campaign spent $280.00 of its lifetime cap of $280.00 in the days read: raise that.",
  ],
  "a lifetime's cap below what was spent, whatever the daily one": [
    { lifetime_spend_cap: 200e6, daily_spend_cap: 90e6 },
    ", though it may run. Its campaign spent $280.00 in the days read, more than its lifetime cap of $200.00: see that first.",
  ],
  "what isn't stored": [{}, ", though it may run. See its budget and its bid."],
};

describe("what to do about ads", () => {
  let account: SmallAccount;
  before(async () => {
    account = await openSmallAccount();
    await account.setDays({}, {});
    await account.database.rows("DELETE FROM pin_analytics");
  });
  after(() => account.close());

  const thingsWith = async (ads: Case["ads"]) => {
    await account.setAds(ads);
    const { things, folded } = todoOf(await account.page());
    return [...things, ...folded];
  };

  for (const [cause, { ads, things }] of Object.entries(cases))
    it(`is ${cause}`, async () => {
      assert.deepEqual(await thingsWith(ads), things);
    });

  it("says in its rows why each ad is to be paused, and its page", async () => {
    await account.setAds({
      good: { ...good, group: "one", ofCampaign: { daily_spend_cap: 10e6 } },
      bad: { ...bad, group: "one", page: "example.com/bad" },
      "in vain": { days: [[3, 50, 4, 70]], currency: "EUR", page: "example.com/x" },
      one: { days: sixSold, currency: "EUR" },
      "another one": { days: sixSold, currency: "EUR" },
    });
    const page = await account.page();
    const rowsOf = (name: string) => {
      const section = sectionsOf(page).find(({ title }) => title === `Pause the ad “${name}” today`);
      const [head = [], ...rows] = section?.rows ?? [];
      return rows.map((row) => ["Currency", "Page", "Why"].map((column) => row[head.indexOf(column)]));
    };
    assert.deepEqual(rowsOf("in vain"), [
      [
        "EUR",
        "example.com/x",
        "€68.00 is settled: on those days, the others had 12 for €154.00, at which price it would have brought 5",
      ],
    ]);
    assert.deepEqual(rowsOf("bad"), [
      [
        "USD",
        "example.com/bad",
        "“good” ran on 28 of the 28 days; both are in one ad group, so a budget or a bid feeds both; its campaign spent at most $4.00 of its daily cap of $10.00 on a day of its last 28, so that doesn’t limit it",
      ],
    ]);
  });

  for (const [cause, [ofCampaign = {}, end]] of Object.entries(ends))
    it(`is to ask about a best seller with ${cause}`, async () => {
      const [thing] = await thingsWith({ usual, best: { days: [[20, 90, 4, 70, 2, 20]], ofCampaign } });
      assert.ok(thing?.[1].endsWith(`It has spent nothing since Jun 19${end}`), thing?.[1]);
    });

  it("begins with what most money is at stake of, and names no ad twice", async () => {
    const titles = (
      await thingsWith({
        good,
        bad,
        best: { days: [[20, 90, 40, 70, 2, 400]], ofCampaign: { status: "ARCHIVED" } },
        "in vain": { days: [[3, 31, 40, 70]], currency: "EUR" },
      })
    ).map(([title]) => title);
    assert.deepEqual(titles, [
      "Buy once on the page of the ad “in vain”",
      "Was it meant that the ad “best” stopped?",
      "Pause the ad “bad” today",
    ]);
    const [[first] = []] = await thingsWith({
      good,
      bad,
      best: { days: [[32, 90, 40, 70, 2, 400]], ofCampaign: { status: "ARCHIVED" } },
    });
    assert.equal(first, "Pause the ad “bad” today", "60% of the spend, beside 98% of the revenue before");
  });
});
