import { addDays } from "../../../src/base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";

type Rows = readonly JsonObject[];

/** Returns all rows of a table, with JSON columns parsed. */
export type Tables = (name: string) => Rows;

/**
 * The rows that recipes must return, by the title of the recipe: computed from the tables without SQL.
 * @param today the current day in UTC
 */
export const expectedRows: Readonly<Record<string, (tables: Tables, today: string) => Rows>> = {
  "Followers by week": (tables) =>
    groups(tables("account_snapshots"), ({ id }) => [id]).flatMap(([[account_id], snapshots]) => {
      const weeks = groups(snapshots, (row) => [weekOf(row.date)]).map(([[week], days]) => ({
        week,
        followers: days.toSorted(byDay).at(-1)?.follower_count,
      }));
      return weeks.toSorted(byWeek).map(({ week, followers }, index, all) => {
        const before = all[index - 1]?.followers;
        const net_change = before === undefined ? null : Number(followers) - Number(before);
        return { account_id, week, followers, net_change };
      });
    }),

  "Account by week, with the change": (tables) => {
    const days = tables("user_account_analytics").filter(isReady);
    const weeks = groups(days, (row) => [weekOf(row.date)]).filter(([, rows]) => rows.length === 7);
    const totals = weeks.map(([[week], rows]) => ({
      week,
      impressions: total(rows, "metrics", "IMPRESSION"),
      outbound_clicks: total(rows, "metrics", "OUTBOUND_CLICK"),
      saves: total(rows, "metrics", "SAVE"),
      engagements: total(rows, "metrics", "ENGAGEMENT"),
    }));
    return totals.toSorted(byWeek).map(({ engagements, ...row }, index, all) => {
      const growth = ratio(row.impressions, all[index - 1]?.impressions ?? null);
      return {
        ...row,
        engagement_pct: rounded(ratio(engagements, row.impressions, 100)),
        impressions_change_pct: growth === null ? null : rounded(100 * (growth - 1), 1),
      };
    });
  },

  "Traffic by website": (tables) => {
    const pins = byId(tables("pins"));
    const days = tables("pin_analytics").filter((row) => isReady(row) && pins.get(row.pin_id)?.link != null);
    return groups(days, ({ pin_id }) => [new URL(asText(pins.get(pin_id)?.link)).host.replace("www.", "")]).map(
      ([[website], rows]) => ({
        website,
        pins: new Set(rows.map(({ pin_id }) => pin_id)).size,
        outbound_clicks: total(rows, "metrics", "OUTBOUND_CLICK"),
      }),
    );
  },

  "Formats of organic Pins": (tables) => {
    const pins = byId(tables("pins"));
    const days = tables("pin_analytics").filter((row) => isReady(row) && pins.has(row.pin_id));
    return groups(days, ({ pin_id }) => [at(pins.get(pin_id), "media", "media_type") ?? null]).map(
      ([[format], rows]) => {
        const saves = total(rows, "metrics", "SAVE");
        const saves_per_1000_impressions = rounded(ratio(saves, total(rows, "metrics", "IMPRESSION"), 1000));
        return { format, pins: new Set(rows.map(({ pin_id }) => pin_id)).size, saves, saves_per_1000_impressions };
      },
    );
  },

  "Cost by gender": (tables, today) => {
    const rows = tables("campaign_targeting_report").filter(({ TARGETING_TYPE }) => TARGETING_TYPE === "GENDER");
    const settled = rows.filter(isSettled(today));
    return groups(settled, ({ currency, TARGETING_VALUE }) => [currency, TARGETING_VALUE]).map(
      ([[currency, gender], days]) => ({
        currency,
        gender,
        spend: spend(days),
        checkouts: total(days, "TOTAL_CHECKOUT"),
      }),
    );
  },

  "Cost per checkout by ad": (tables, today) => {
    const ads = byId(tables("ads"));
    const settled = tables("pin_promotion_report").filter(isSettled(today));
    return groups(settled, ({ currency, PIN_PROMOTION_ID }) => [currency, PIN_PROMOTION_ID]).map(
      ([[currency, ad_id], days]) => ({
        currency,
        ad_id,
        ad: ads.get(ad_id)?.name ?? null,
        spend: spend(days),
        outbound_ctr_pct: rounded(ratio(total(days, "OUTBOUND_CLICK_1"), total(days, "IMPRESSION_1"), 100)),
        cost_per_checkout: rounded(ratio(total(days, "SPEND_IN_MICRO_DOLLAR"), total(days, "TOTAL_CHECKOUT"), 1e-6)),
      }),
    );
  },

  "Spend against the lifetime cap": (tables) => {
    const days = new Map(
      groups(tables("campaign_analytics_report"), ({ CAMPAIGN_ID }) => [CAMPAIGN_ID]).map(([[id], rows]) => [id, rows]),
    );
    return tables("campaigns").flatMap(({ id, name, currency, lifetime_spend_cap: cap }) => {
      const rows = days.get(id);
      if (rows === undefined || Number(cap) <= 0) return [];
      const pct_of_cap = rounded(ratio(total(rows, "SPEND_IN_MICRO_DOLLAR"), Number(cap), 100), 1);
      return { id, name, currency, spent: spend(rows), cap: rounded(Number(cap) / 1e6), pct_of_cap };
    });
  },

  "Promoted product groups": (tables, today) => {
    const promotions = byId(tables("product_group_promotions"));
    const days = tables("product_group_report").filter(
      (row) => isSettled(today)(row) && promotions.has(row.PRODUCT_GROUP_ID),
    );
    const nameOf = ({ PRODUCT_GROUP_ID }: JsonObject) =>
      promotions.get(PRODUCT_GROUP_ID)?.catalog_product_group_name ?? null;
    return groups(days, (row) => [nameOf(row), row.currency]).map(([[product_group, currency], rows]) => ({
      product_group,
      currency,
      spend: spend(rows),
      checkouts: total(rows, "TOTAL_CHECKOUT"),
      return_on_ad_spend: rounded(
        ratio(total(rows, "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"), total(rows, "SPEND_IN_MICRO_DOLLAR")),
      ),
    }));
  },

  "Trends against your own Pins": (tables) => {
    const pins = tables("pins").map(({ title, description, created_at }) => ({
      words: `${asText(title)} ${asText(description)}`.toLowerCase(),
      day: asText(created_at).slice(0, 10),
    }));
    const trends = tables("trending_keywords").filter(({ trend_type }) => trend_type === "growing");
    return trends.map(({ region, keyword, pct_growth_mom }) => {
      const own = pins.filter(({ words }) => words.includes(asText(keyword).toLowerCase()));
      const days = own.map(({ day }) => day).toSorted();
      return { region, keyword, pct_growth_mom, own_pins: own.length, latest_pin: days.at(-1) ?? null };
    });
  },

  // Impressions are those of the days, since they add up. People don't.
  "Reach and frequency": (tables, today) => {
    const campaigns = byId(tables("campaigns"));
    const key = ({ CAMPAIGN_ID, DATE }: JsonObject) => `${asText(CAMPAIGN_ID)} ${asText(DATE).slice(0, 7)}`;
    const days = groups(tables("campaign_analytics_report"), (row) => [key(row)]);
    const byMonth = new Map(days.map(([[name], rows]) => [name, rows]));
    const months = tables("custom_reach").filter((row) => asText(row.DATE) > addDays(today, -185));
    return months.map((row) => {
      const { CAMPAIGN_ID: campaign_id, DATE: month, TOTAL_IMPRESSION_USER: people } = row;
      const impressions = total(byMonth.get(key(row)) ?? [], "TOTAL_IMPRESSION");
      const impressions_per_person = rounded(ratio(impressions, people === null ? null : Number(people)));
      return { campaign_id, campaign: campaigns.get(campaign_id)?.name ?? null, month, people, impressions_per_person };
    });
  },

  "Paid and organic of one Pin": (tables) => {
    const ads = byId(tables("ads"));
    const organic = tables("pin_analytics").filter(isReady);
    const [first = "", ...later] = organic.map(({ date }) => asText(date)).toSorted();
    const ofPin = new Map(groups(organic, ({ pin_id }) => [pin_id]).map(([[pin], rows]) => [pin, rows]));
    const isShared = ({ DATE }: JsonObject) => asText(DATE) >= first && asText(DATE) <= (later.at(-1) ?? first);
    const paid = tables("pin_promotion_report").filter((row) => isShared(row) && ads.has(row.PIN_PROMOTION_ID));
    const pinOf = ({ PIN_PROMOTION_ID }: JsonObject) => ads.get(PIN_PROMOTION_ID)?.pin_id;
    return groups(paid, (row) => [pinOf(row), row.currency]).map(([[pin_id, currency], days]) => ({
      pin_id,
      currency,
      spend: spend(days),
      paid_impressions: total(days, "IMPRESSION_1"),
      paid_pin_clicks: total(days, "CLICKTHROUGH_1"),
      organic_impressions: total(ofPin.get(pin_id) ?? [], "metrics", "IMPRESSION"),
      organic_pin_clicks: total(ofPin.get(pin_id) ?? [], "metrics", "PIN_CLICK"),
    }));
  },

  "Spend and clicks by UTM parameter": (tables) => {
    const ads = byId(tables("ads"));
    const links = new Map(
      tables("ad_pins").map(({ ad_account_id, id, link }) => [`${asText(ad_account_id)} ${asText(id)}`, link]),
    );
    const utm = ({ PIN_PROMOTION_ID }: JsonObject, name: string) => {
      const ad = ads.get(PIN_PROMOTION_ID);
      const url = ad?.destination_url ?? links.get(`${asText(ad?.ad_account_id)} ${asText(ad?.pin_id)}`) ?? null;
      const value = url === null ? null : new URL(asText(url)).searchParams.get(`utm_${name}`);
      return value === null || value === "" ? null : encodeURIComponent(value);
    };
    const key = (row: JsonObject) => [row.currency, utm(row, "source"), utm(row, "medium"), utm(row, "campaign")];
    return groups(tables("pin_promotion_report"), key).map(
      ([[currency, utm_source, utm_medium, utm_campaign], days]) => ({
        currency,
        utm_source,
        utm_medium,
        utm_campaign,
        spend: spend(days),
        outbound_clicks: total(days, "OUTBOUND_CLICK_1"),
      }),
    );
  },

  "Phone against desktop": (tables) => {
    const days = tables("user_account_analytics_split").filter((row) => row.split === "APP_TYPE" && isReady(row));
    return groups(days, ({ value }) => [value]).map(([[device], rows]) => {
      const impressions = total(rows, "metrics", "IMPRESSION");
      const outbound_clicks = total(rows, "metrics", "OUTBOUND_CLICK");
      return {
        device,
        impressions,
        outbound_clicks,
        outbound_click_pct: rounded(ratio(outbound_clicks, impressions, 100)),
      };
    });
  },

  "Paid against organic": (tables) => {
    const days = tables("user_account_analytics_split").filter((row) => row.split === "CONTENT_TYPE" && isReady(row));
    const weeks = groups(days, (row) => [weekOf(row.date)]).filter(([, rows]) => rows.length === 14);
    const of = (rows: Rows, kind: string, metric: string) =>
      total(
        rows.filter(({ value }) => value === kind),
        "metrics",
        metric,
      );
    return weeks.map(([[week], rows]) => ({
      week,
      paid_impressions: of(rows, "PAID", "IMPRESSION"),
      organic_impressions: of(rows, "ORGANIC", "IMPRESSION"),
      paid_outbound_clicks: of(rows, "PAID", "OUTBOUND_CLICK"),
      organic_outbound_clicks: of(rows, "ORGANIC", "OUTBOUND_CLICK"),
    }));
  },

  "Deleted Pins": (tables) => {
    const pins = byId(tables("pins"));
    const days = tables("pin_analytics").filter((row) => isReady(row) && !pins.has(row.pin_id));
    return groups(days, ({ pin_id }) => [pin_id]).map(([[pin_id], rows]) => ({
      pin_id,
      last_day: rows.toSorted(byDay).at(-1)?.date,
      impressions: total(rows, "metrics", "IMPRESSION"),
      saves: total(rows, "metrics", "SAVE"),
      outbound_clicks: total(rows, "metrics", "OUTBOUND_CLICK"),
    }));
  },
};

const isReady = ({ data_status }: JsonObject) => data_status === "READY";
/** Pinterest still adds conversions to the last 30 days. */
const isSettled = (today: string) => (row: JsonObject) => asText(row.DATE) < addDays(today, -30);
const byId = (rows: Rows) => new Map<Json | undefined, JsonObject>(rows.map((row) => [row.id, row]));
const byDay = (one: JsonObject, other: JsonObject) => (asText(one.date) < asText(other.date) ? -1 : 1);
const byWeek = (one: { week?: Json | undefined }, other: { week?: Json | undefined }) =>
  asText(one.week) < asText(other.week) ? -1 : 1;
const spend = (rows: Rows) => rounded(ratio(total(rows, "SPEND_IN_MICRO_DOLLAR"), 1e6));

/** Returns the Monday of a day's week. */
function weekOf(day: Json | undefined): string {
  const date = asText(day).slice(0, 10);
  return addDays(date, -((new Date(date).getUTCDay() + 6) % 7));
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/** Returns the sum of the values that aren't null; null if all are. */
function total(rows: Rows, ...path: readonly string[]): number | null {
  const values = rows.map((row) => at(row, ...path)).filter((value) => typeof value === "number");
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function ratio(dividend: number | null, divisor: number | null, factor = 1): number | null {
  return dividend === null || divisor === null || divisor === 0 ? null : (factor * dividend) / divisor;
}

function rounded(value: number | null, digits = 2): number | null {
  return value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits;
}

/** Returns rows by their key. */
function groups(rows: Rows, keyOf: (row: JsonObject) => readonly (Json | undefined)[]) {
  const found = new Map<string, [key: readonly (Json | undefined)[], rows: JsonObject[]]>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = JSON.stringify(key);
    const group = found.get(name) ?? [key, []];
    group[1].push(row);
    found.set(name, group);
  }
  return [...found.values()];
}
