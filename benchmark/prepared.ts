import type { World } from "./world.ts";

/*
 * Prepared responses: an object in a list is its ID and one of a few prepared tails, so that the server mainly copies
 * bytes.
 */

/** IDs have the length of Pinterest's. */
const firstPin = 1_149_100_000_000_000_000n;
const adAccountId = "549755885175";
const firstCampaign = 626_735_565_838;
const firstAdGroup = 2_680_059_592_705;
const firstAd = 687_195_134_316;
const firstBoard = 549_755_885_200;
const firstSection = 5_123_456_789_000;
const variants = 7;
const dayMs = 86_400_000;

/** A list: its number of objects, and each object as JSON. */
export interface List {
  readonly count: number;
  readonly at: (index: number) => string;
}

/** The account's lists and metrics. */
export class Prepared {
  readonly #world: World;
  readonly #today: number;
  readonly #tails = new Map<string, readonly string[]>();

  constructor(world: World, now: number) {
    this.#world = world;
    this.#today = Math.floor(now / dayMs) * dayMs;
  }

  /** Returns the list at a path below `/v5`; undefined if there is none. */
  list(path: string, query: URLSearchParams): List | undefined {
    const { boards, sectionsPerBoard, pins, campaigns, adGroups, ads, keywords } = this.#world;
    const perBoard = Math.ceil(pins / boards);
    const [, board = "", section] = /^\/boards\/(\d+)(?:\/sections\/(\d+))?/u.exec(path) ?? [];
    const boardIndex = Number(board) - firstBoard;
    switch (path.replaceAll(/\d+/gu, "#")) {
      case "/boards":
        return { count: boards, at: (index) => boardAt(index) };
      case "/boards/#/sections":
        return { count: sectionsPerBoard, at: (index) => sectionAt(index, boardIndex * sectionsPerBoard) };
      case "/boards/#/pins":
        return {
          count: Math.max(0, Math.min(perBoard, pins - boardIndex * perBoard)),
          at: (index) => this.#pin(boardIndex * perBoard + index, board),
        };
      case "/boards/#/sections/#/pins":
        return {
          count: Math.min(3, perBoard),
          at: (index) => this.#pin(boardIndex * perBoard + index, board, section),
        };
      case "/pins":
        return { count: pins, at: (index) => this.#pin(index, String(firstBoard + Math.floor(index / perBoard))) };
      case "/ad_accounts":
        return { count: 1, at: () => adAccount };
      case "/ad_accounts/#/campaigns":
        return { count: campaigns, at: (index) => this.#entity("campaign", firstCampaign + index, "") };
      case "/ad_accounts/#/ad_groups":
        return {
          count: adGroups,
          at: (index) =>
            this.#entity("adgroup", firstAdGroup + index, `"campaign_id":"${firstCampaign + (index % campaigns)}",`),
        };
      case "/ad_accounts/#/ads":
        return {
          count: ads,
          at: (index) =>
            this.#entity(
              "pinpromotion",
              firstAd + index,
              `"campaign_id":"${firstCampaign + (index % campaigns)}","ad_group_id":"${firstAdGroup + (index % adGroups)}","pin_id":"${firstPin + BigInt(index)}",`,
            ),
        };
      case "/ad_accounts/#/keywords":
        return keywordsOf(query, keywords, adGroups);
      case "/ad_accounts/#/audiences":
        return { count: 3, at: (index) => this.#entity("audience", 2_542_620_905_475 + index, "") };
      case "/ad_accounts/#/customer_lists":
        return { count: 2, at: (index) => this.#entity("customerlist", 643_000_000_000 + index, "") };
      case "/ad_accounts/#/conversion_tags":
        return { count: 1, at: (index) => this.#entity("conversiontag", 612_000_000_000 + index, "") };
      case "/catalogs":
      case "/catalogs/feeds":
      case "/catalogs/product_groups":
        return { count: 2, at: (index) => catalogAt(index) };
      default:
        return undefined;
    }
  }

  /** Returns the metrics rows of a request as JSON; undefined if the path has none. */
  *metrics(path: string, query: URLSearchParams): Generator<string> {
    const level = /^\/ad_accounts\/\d+\/(?:(\w+)\/)?analytics$/u.exec(path)?.[1];
    const [field, ids] = level === undefined ? ["AD_ACCOUNT_ID", adAccountId] : idsOf(level, query);
    const tails = this.#tailsOf(query.get("columns")?.split(",") ?? []);
    const days = this.#daysBetween(query.get("start_date") ?? "", query.get("end_date") ?? "");
    for (const [index, id] of ids.split(",").entries()) {
      for (const [day, date] of days.entries()) {
        yield `{"${field}":"${id}","DATE":"${date}",${tails[(index + day) % variants] ?? ""}`;
      }
    }
  }

  /** Returns the account's organic metrics by day. */
  accountDays(query: URLSearchParams): string {
    const days = this.#daysBetween(query.get("start_date") ?? "", query.get("end_date") ?? "");
    const rows = days.map(
      (date) => `{"data_status":"READY","date":"${date}","metrics":{"IMPRESSION":1200,"SAVE":12,"SAVE_RATE":0.01}}`,
    );
    return `{"all":{"daily_metrics":[${rows.join(",")}],"summary_metrics":{}}}`;
  }

  /** Yields the text of a report on all campaigns with the given number of rows, one list per campaign. */
  *report(columns: readonly string[], rows: number): Generator<string> {
    const tails = this.#tailsOf(columns);
    // Not more days than the request has: rows of others make a read INCOMPLETE.
    const perCampaign = 170;
    const campaigns = Math.ceil(rows / perCampaign);
    yield "{";
    for (let campaign = 0; campaign < campaigns; campaign += 1) {
      const own = Array.from(
        { length: Math.min(perCampaign, rows - campaign * perCampaign) },
        (_, day) =>
          `{"CAMPAIGN_ID":${firstCampaign + campaign},"DATE":"${this.#day(day)}",${tails[day % variants] ?? ""}`,
      );
      yield `${campaign === 0 ? "" : ","}"${firstCampaign + campaign}":[${own.join(",")}]`;
    }
    yield "}";
  }

  #daysBetween(first: string, last: string): readonly string[] {
    return Array.from({ length: this.#world.days }, (_, day) => this.#day(day)).filter(
      (day) => day >= first && day <= last,
    );
  }

  #day(before: number): string {
    return new Date(this.#today - before * dayMs).toISOString().slice(0, 10);
  }

  #pin(index: number, board: string, section?: string): string {
    const created = new Date(this.#today - (index % 100_000) * 600_000).toISOString().slice(0, 19);
    return `{"id":"${firstPin + BigInt(index)}","created_at":"${created}","board_id":"${board}","board_section_id":${section === undefined ? "null" : `"${section}"`},${pinTails[index % variants] ?? ""}`;
  }

  #entity(type: string, id: number, parents: string): string {
    const changed = Math.floor(this.#today / 1000) - 86_400 * 40 - (id % 1000);
    return `{"id":"${id}","ad_account_id":"${adAccountId}",${parents}"type":"${type}","updated_time":${changed},"updated_timestamp":${changed},${entityTail}`;
  }

  /** Returns the rest of a row after the ID and date. Two of five columns have a value, as usual. */
  #tailsOf(columns: readonly string[]): readonly string[] {
    const name = columns.join();
    const known = this.#tails.get(name) ?? Array.from({ length: variants }, (_, variant) => tailOf(columns, variant));
    this.#tails.set(name, known);
    return known;
  }
}

function tailOf(columns: readonly string[], variant: number): string {
  const values = columns
    .filter((column) => !/_ID$|^DATE$|_NAME$|_STATUS$/u.test(column) && hashOf(column) % 5 < 2)
    .map(
      (column) =>
        `"${column}":${/RATE|CTR|DOLLAR$|ROAS/u.test(column) ? (hashOf(column) % 977) / 7 + variant : (hashOf(column) % 9973) * (variant + 1)}`,
    );
  // A Pin's ID is beyond 2^53 and in every row.
  return [
    `"AD_ACCOUNT_ID":${adAccountId},"PIN_ID":${firstPin + BigInt(variant)},"CAMPAIGN_NAME":"Autumn ${variant}"`,
    ...values,
  ]
    .join()
    .concat("}");
}

function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}

function idsOf(level: string, query: URLSearchParams): readonly [field: string, ids: string] {
  const parameter = { campaigns: "campaign_ids", ad_groups: "ad_group_ids", ads: "ad_ids" }[level] ?? "";
  return [
    { campaigns: "CAMPAIGN_ID", ad_groups: "AD_GROUP_ID", ads: "AD_ID" }[level] ?? "",
    query.getAll(parameter).join(),
  ];
}

function sectionAt(index: number, before: number): string {
  return `{"id":"${firstSection + before + index}","name":"Section ${index}"}`;
}

function catalogAt(index: number): string {
  return `{"id":"${864_344_156_814 + index}","name":"Shoes","created_at":"2024-03-18T21:58:18","catalog_type":"RETAIL"}`;
}

/** Keywords belong to ad groups: the API lists them by ad group, and none by campaign or ad account. */
function keywordsOf(query: URLSearchParams, keywords: number, adGroups: number): List {
  const groups = [...query.getAll("ad_group_id"), ...query.getAll("ad_group_ids")].flatMap((ids) => ids.split(","));
  const perGroup = Math.ceil(keywords / adGroups);
  return {
    count: groups.length * perGroup,
    at: (index) => {
      const group = groups[Math.floor(index / perGroup)] ?? "";
      return `{"id":"${2_886_000_000_000 + (Number(group) - firstAdGroup) * perGroup + (index % perGroup)}","parent_id":"${group}","parent_type":"ad_group","archived":false,"bid":100000,"match_type":"BROAD","type":"keyword","value":"shoes ${index}"}`;
    },
  };
}

const boardAt = (index: number) =>
  `{"id":"${firstBoard + index}","name":"Board ${index}","created_at":"2024-01-01T10:20:30","board_pins_modified_at":"2025-01-01T10:20:30","description":"","owner":{"username":"shop"},"privacy":"PUBLIC","pin_count":100,"follower_count":3,"collaborator_count":0,"media":{"image_cover_url":"https://i.pinimg.com/400x300/1.jpg","pin_thumbnail_urls":[]}}`;

const adAccount = `{"id":"${adAccountId}","name":"Shop","owner":{"username":"shop","id":"383791336903426391"},"country":"US","currency":"USD","permissions":["OWNER"],"created_time":1640995200,"updated_time":1640995200}`;

const image = (width: number) =>
  `"${width}x":{"width":${width},"height":${width * 2},"url":"https://i.pinimg.com/${width}x/0d/f6/f1/0df6f1f0bfe7aaca849c1bbc3607a34b.jpg"}`;
const pinTails = Array.from(
  { length: variants },
  (_, variant) =>
    `"link":"https://www.pinterest.com/${variant}","title":"Title ${variant}","description":"Pins are images that people save to boards, with a text of some length below: ${variant}","dominant_color":"#6E7874","alt_text":"What is to be seen","creative_type":"REGULAR","board_owner":{"username":"shop"},"is_owner":true,"is_standard":false,"is_removable":true,"has_been_promoted":false,"parent_pin_id":null,"note":"","product_tags":[],"pin_metrics":null,"media":{"media_type":"image","images":{${[150, 400, 600, 1200].map(image).join()}}}}`,
);
const entityTail =
  '"name":"Name of some length","status":"ACTIVE","summary_status":"RUNNING","created_time":1704067200,"created_timestamp":1704067200,"objective_type":"WEB_CONVERSION","daily_spend_cap":10000000,"lifetime_spend_cap":null,"order_line_id":null,"tracking_urls":{"impression":["https://example.com/i"],"click":["https://example.com/c"]},"is_flexible_daily_budgets":false,"destination_url":"https://example.com/shoes","creative_type":"REGULAR","is_pin_deleted":false,"is_removable":false,"rejected_reasons":[],"rejection_labels":[],"review_status":"APPROVED","carousel_destination_urls":[]}';
