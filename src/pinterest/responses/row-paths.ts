/** One step from a response towards its rows. */
export type Step =
  /** Into a member of an object, which has to be there. */
  | { readonly into: "field"; readonly name: string }
  /**
   * Into a member of an object that may be absent or null: then there are no rows. `beside`: what else the object may
   * hold then. Anything more would be rows in a form that nobody knows.
   */
  | { readonly into: "optional_field"; readonly name: string; readonly beside: readonly string[] }
  /** Into each element of a list. `orNull`: null is an empty list. `nullItems`: an element may be null, and is no row then. */
  | { readonly into: "items"; readonly orNull?: true; readonly nullItems?: true }
  /** Into the value under each key of a map. `keyAs`: rows get the key in this field. */
  | { readonly into: "entries"; readonly keyAs?: string; readonly beside: Beside }
  /**
   * Into the elements of a list in an object, its wrapper, or into the object itself where it has neither the list nor
   * the errors that may stand beside it.
   */
  | { readonly into: "wrapped"; readonly name: string; readonly errors: string }
  /**
   * Into whatever is listed, where nobody knows how: each element of a list, or the value under each key of a map, whose
   * rows get the key in this field. An object that holds just one list or map, and nothing else but single values, is
   * taken for its envelope.
   */
  | { readonly into: "members"; readonly keyAs: string; readonly beside: Beside };

/** What may stand beside a map's entries and is no entry: values of these types, under keys that are not like those of entries. */
export interface Beside {
  readonly types: readonly ("string" | "number" | "boolean")[];
  /** Undefined: entries may have any key. */
  readonly entryKeys?: RegExp;
}

/** Where an operation's rows are in its response, and what they look like there. */
export interface RowPath {
  readonly steps: readonly Step[];
  /**
   * - `object`: a row is an object
   * - `text`: a row is one text, which gets a field
   * - `named`: a row is one text, its name, or an object that has it in one of several fields, the first of which every
   *   row gets; a text under a name is what people call it
   * - `targeting_metrics`: a row's metrics stand in an object of their own, and come beside the rest
   */
  readonly row: { readonly is: "object" } | { readonly is: "text"; readonly field: string } | Named | TargetingMetrics;
  /** Whether a bookmark beside the rows leads to more of them. */
  readonly paged: boolean;
}

interface Named {
  readonly is: "named";
  readonly fields: readonly [string, ...string[]];
}

interface TargetingMetrics {
  readonly is: "targeting_metrics";
}

const field = (name: string) => ({ into: "field", name }) as const;
const optionalField = (name: string, ...beside: readonly string[]) =>
  ({ into: "optional_field", name, beside }) as const;
const items = { into: "items" } as const;
/** Entries that are objects or lists. */
const entries = (entryKeys: RegExp, keyAs?: string) => {
  const beside: Beside = { types: ["string", "number", "boolean"], entryKeys };
  return keyAs === undefined ? ({ into: "entries", beside } as const) : ({ into: "entries", keyAs, beside } as const);
};

const id = /^\d+$/u;
/** The one split there is when none is asked for. */
const allSplits = /^all$/u;
const dailyMetrics = optionalField("daily_metrics", "summary_metrics", "lifetime_metrics");

const object = { is: "object" } as const;
/** All rows there are, in one response. */
const unpaged = (...steps: readonly Step[]) => ({ steps, row: object, paged: false }) as const;

/**
 * Every form that responses have. Where the OpenAPI document lets a list be absent, its form does too (`optional_`, and
 * those of one operation or family); one test holds both together.
 * - `items`: `{items: [...], bookmark}`, the API's list
 * - `optional_items`: the same, of an operation that may leave `items` out
 * - `nullable_items`: the same, of an operation in whose list null may stand for an item
 * - `first_page`: the same, of an operation whose bookmark does not work
 * - `object`: the response is the one row
 * - `array`: a bare array
 * - `pins`, `trends`, `data`: `{pins: [...]}` and so on
 * - `labels`: `{items: [{id}, ...], bookmark}`, or labels in wrappers, as they were before 5.28:
 *   `{items: [{labels: [...], errors: [...]}]}`
 * - `lists_by_key`: `{<ID>: [...]}`
 * - `options`: `[{<id>: <name>}]`, one row per entry
 * - `related_terms`: `{related_terms_list: [...]}`
 * - `texts`: a bare array of texts
 * - `daily_metrics`: `{<split>: {daily_metrics: [...]}}`, one row per day; the only split there is when none is asked
 *   for is called "all" and left out of the row
 * - `daily_metrics_by_pin`: `{<pin id>: {<split>: {daily_metrics: [...]}}}`, one row per Pin and day
 * - `question_types`: names in any form that a list of them may have, since none is documented: `["EMAIL"]`,
 *   `[{question_type: "EMAIL"}]`, `{items: [...]}`, `{EMAIL: {...}}`
 * - `targeting_metrics`: `{data: [{targeting_type, targeting_value, metrics: {...}}]}`, made flat
 */
export const rowPaths = {
  items: { steps: [field("items"), items], row: object, paged: true },
  optional_items: { steps: [optionalField("items", "bookmark"), items], row: object, paged: true },
  nullable_items: { steps: [field("items"), { into: "items", nullItems: true }], row: object, paged: true },
  first_page: unpaged(field("items"), items),
  object: unpaged(),
  array: unpaged(items),
  pins: unpaged(optionalField("pins", "date_availability", "sort_by"), items),
  trends: unpaged(optionalField("trends"), items),
  data: unpaged(optionalField("data"), items),
  labels: {
    steps: [field("items"), items, { into: "wrapped", name: "labels", errors: "errors" }],
    row: object,
    paged: true,
  },
  lists_by_key: unpaged(entries(id), items),
  options: {
    steps: [
      { into: "items", orNull: true },
      { into: "entries", keyAs: "id", beside: { types: ["number", "boolean"] } },
    ],
    row: { is: "text", field: "name" },
    paged: false,
  },
  related_terms: unpaged(optionalField("related_terms_list", "id", "related_term_count"), items),
  texts: { steps: [items], row: { is: "text", field: "suggestion" }, paged: false },
  daily_metrics: unpaged(entries(allSplits), dailyMetrics, items),
  daily_metrics_by_pin: unpaged(entries(id, "pin_id"), entries(allSplits), dailyMetrics, items),
  question_types: {
    steps: [
      {
        into: "members",
        keyAs: "question_type",
        beside: { types: ["string", "number", "boolean"], entryKeys: /^[A-Z][A-Z\d_]*$/u },
      },
    ],
    row: { is: "named", fields: ["question_type", "name", "type", "key", "value", "id"] },
    paged: false,
  },
  targeting_metrics: { steps: [optionalField("data"), items], row: { is: "targeting_metrics" }, paged: false },
} as const satisfies Readonly<Record<string, RowPath>>;
