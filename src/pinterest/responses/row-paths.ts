/** A step on the path from a response to its rows. */
export type Step =
  /** Into a required member of an object. */
  | { readonly into: "field"; readonly name: string }
  /**
   * Into an optional member of an object. If it is absent or null, there are no rows. `siblings`: the other members that
   * the object can then have. Any more might be rows in an unknown format, which is an error. `inherited`: the siblings
   * that become fields of all rows.
   */
  | {
      readonly into: "optional_field";
      readonly name: string;
      readonly siblings: readonly string[];
      readonly inherited?: readonly string[];
    }
  /**
   * Into each element of a list. `orNull`: null is an empty list. `nullItems`: skips null elements. `orIn`: the list can be this
   * member of an object.
   */
  | { readonly into: "items"; readonly orNull?: true; readonly nullItems?: true; readonly orIn?: string }
  /** Into the member `data` of an object with no other than it and `exceptions`. Any other value is what it is. */
  | { readonly into: "wrapper" }
  /**
   * Into each value of a map. `keyAs`: the field of the rows for the key. `total`: the key of the sum of all entries, which is
   * skipped beside others; the rows of a map with nothing else don't have the key. Values of `siblingTypes` are no entries, unless
   * their key matches `entryKeys`.
   */
  | {
      readonly into: "entries";
      readonly keyAs?: string | undefined;
      readonly total?: RegExp;
      readonly siblingTypes: readonly ("string" | "number" | "boolean")[];
      readonly entryKeys?: RegExp;
    };

/** The path to the rows in an operation's response, and their structure. */
export interface RowPath {
  readonly steps: readonly Step[];
  /**
   * - `object`: an object
   * - `text`: a string, stored in `field`
   * - `named`: a name, or an object with the name in one of `fields`. The name is stored in the first of them
   * - `targeting_metrics`: an object whose member `metrics` is flattened
   */
  readonly row:
    | { readonly is: "object" | "targeting_metrics" }
    | { readonly is: "text"; readonly field: string }
    | { readonly is: "named"; readonly fields: readonly [string, ...string[]] };
  /**
   * - `followed`: the response is a page, whose bookmark leads to the next
   * - `ignored`: the response can have a member of this name, which leads nowhere
   * - `none`: the response has all rows
   */
  readonly bookmark: "followed" | "ignored" | "none";
}

const itemsField = { into: "field", name: "items" } as const;
const optionalField = (name: string, ...siblings: readonly string[]) =>
  ({ into: "optional_field", name, siblings }) as const;
const items = { into: "items" } as const;
/** Into the entries of a map that are objects or lists. */
const entries = (entryKeys: RegExp, keyAs?: string) =>
  ({ into: "entries", keyAs, siblingTypes: ["string", "number", "boolean"], entryKeys }) as const;

const id = /^\d+$/u;
/** The only split if the request has no `split_field`. */
const allSplits = /^all$/u;
/** Into the splits. Pinterest's document names no keys, and doesn't say whether the sum is among them. */
const splits = { ...entries(/^(?:all|[A-Z][A-Z\d_]*)$/u, "value"), total: /^all$/iu } as const;
const dailyMetrics = optionalField("daily_metrics", "summary_metrics", "lifetime_metrics");

const object = { is: "object" } as const;
/** A response with all rows. */
const unpaged = (...steps: readonly Step[]) => ({ steps, row: object, bookmark: "none" }) as const;

/**
 * The structures of all responses. A list is optional if it is optional in the OpenAPI document (a test compares them).
 * - `items`: `{items: [...], bookmark}`, the standard list
 * - `optional_items`: the same, with `items` optional
 * - `nullable_items`: the same, with null in place of some items
 * - `wrapped_items`: the same, in which each item can be `{data: {...}, exceptions: null}`
 * - `first_page`: the same, with a bookmark that doesn't work
 * - `object`: the response is a single row
 * - `array`: a bare array
 * - `pins`: `{pins: [...], date_availability: {...}}`, whose rows get the latter
 * - `trends`, `data`: `{trends: [...]}` and so on
 * - `lists_by_key`: `{<ID>: [...]}`
 * - `options`: `[{<id>: <name>}]`, one row per entry
 * - `related_terms`: `{related_terms_list: [...]}`
 * - `texts`: a bare array of strings
 * - `daily_metrics`: `{<split>: {daily_metrics: [...]}}`, one row per date, without the split, which is always "all"
 * - `daily_metrics_by_split`: the same of a request with `split_field`, one row per date and split, with the split in `value`
 * - `daily_metrics_by_pin`: `{<pin id>: {<split>: {daily_metrics: [...]}}}`, one row per Pin and date
 * - `question_types`: names in an undocumented structure: `["EMAIL"]`, `[{question_type: "EMAIL"}]`, or `{items: [...]}`
 * - `targeting_metrics`: `{data: [{targeting_type, targeting_value, metrics: {...}}]}`, flattened
 */
export const rowPaths = {
  items: { steps: [itemsField, items], row: object, bookmark: "followed" },
  optional_items: { steps: [optionalField("items", "bookmark"), items], row: object, bookmark: "followed" },
  nullable_items: { steps: [itemsField, { into: "items", nullItems: true }], row: object, bookmark: "followed" },
  wrapped_items: { steps: [itemsField, items, { into: "wrapper" }], row: object, bookmark: "followed" },
  first_page: { steps: [itemsField, items], row: object, bookmark: "ignored" },
  object: { steps: [], row: object, bookmark: "ignored" },
  array: unpaged(items),
  pins: unpaged({ ...optionalField("pins", "date_availability", "sort_by"), inherited: ["date_availability"] }, items),
  trends: unpaged(optionalField("trends"), items),
  data: unpaged(optionalField("data"), items),
  lists_by_key: unpaged(entries(id), items),
  options: {
    steps: [
      { into: "items", orNull: true },
      { into: "entries", keyAs: "id", siblingTypes: ["number", "boolean"] },
    ],
    row: { is: "text", field: "name" },
    bookmark: "none",
  },
  related_terms: unpaged(optionalField("related_terms_list", "id", "related_term_count"), items),
  texts: { steps: [items], row: { is: "text", field: "suggestion" }, bookmark: "none" },
  daily_metrics: unpaged(entries(allSplits), dailyMetrics, items),
  daily_metrics_by_split: unpaged(splits, dailyMetrics, items),
  daily_metrics_by_pin: unpaged(entries(id, "pin_id"), entries(allSplits), dailyMetrics, items),
  question_types: {
    steps: [{ into: "items", orIn: "items" }],
    row: { is: "named", fields: ["question_type", "name", "type", "key", "value", "id"] },
    bookmark: "none",
  },
  targeting_metrics: { steps: [optionalField("data"), items], row: { is: "targeting_metrics" }, bookmark: "none" },
} as const satisfies Readonly<Record<string, RowPath>>;
