/** One step from an answer towards its rows. */
export type Step =
  /** Into a member of an object. */
  | { readonly into: "field"; readonly name: string }
  /** Into each element of a list. `orNone`: null, or nothing at all, is an empty list. */
  | { readonly into: "items"; readonly orNone?: true }
  /** Into the value under each key of a map. `keyAs`: rows get the key in this field. */
  | { readonly into: "entries"; readonly keyAs?: string }
  /**
   * Into whatever is listed, where nobody knows how: each element of a list, or the value under each key of a map, whose
   * rows get the key in this field. An object that holds just one list or map, and nothing else but single values, is
   * taken for its envelope.
   */
  | { readonly into: "members"; readonly keyAs: string };

/** Where an operation's rows are in its answer, and what they look like there. */
export interface RowPlace {
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
const items = { into: "items" } as const;
const itemsOrNone = { into: "items", orNone: true } as const;
const entries = { into: "entries" } as const;
const keyAs = (name: string) => ({ into: "entries", keyAs: name }) as const;

const object = { is: "object" } as const;
/** All rows there are, in one answer. */
const whole = (...steps: readonly Step[]) => ({ steps, row: object, paged: false }) as const;

/**
 * Every form that answers have:
 * - `items`: `{items: [...], bookmark}`, the API's list
 * - `first_page`: the same, of an operation whose bookmark does not work
 * - `object`: the answer is the one row
 * - `array`: a bare array
 * - `pins`, `trends`, `data`: `{pins: [...]}` and so on
 * - `labels`: `{items: [{labels: [...]}], bookmark}`, labels in wrappers
 * - `lists_by_key`: `{<key>: [...]}`
 * - `options`: `[{<id>: <name>}]`, a row an entry
 * - `related_terms`: `{related_terms_list: [...]}`
 * - `texts`: a bare array of texts
 * - `daily_metrics`: `{<split>: {daily_metrics: [...]}}`, a row a day; the only split there is when none is asked for is
 *   called "all" and left out of the row
 * - `daily_metrics_by_pin`: `{<pin id>: {<split>: {daily_metrics: [...]}}}`, a row a Pin and day
 * - `question_types`: names in any form that a list of them may have, since none is documented: `["EMAIL"]`,
 *   `[{question_type: "EMAIL"}]`, `{items: [...]}`, `{EMAIL: {...}}`
 * - `targeting_metrics`: `{data: [{targeting_type, targeting_value, metrics: {...}}]}`, made flat
 */
export const rowPlaces = {
  items: { steps: [field("items"), items], row: object, paged: true },
  first_page: whole(field("items"), items),
  object: whole(),
  array: whole(items),
  pins: whole(field("pins"), items),
  trends: whole(field("trends"), items),
  data: whole(field("data"), items),
  labels: { steps: [field("items"), items, field("labels"), itemsOrNone], row: object, paged: true },
  lists_by_key: whole(entries, items),
  options: { steps: [itemsOrNone, keyAs("id")], row: { is: "text", field: "name" }, paged: false },
  related_terms: whole(field("related_terms_list"), items),
  texts: { steps: [items], row: { is: "text", field: "suggestion" }, paged: false },
  daily_metrics: whole(entries, field("daily_metrics"), itemsOrNone),
  daily_metrics_by_pin: whole(keyAs("pin_id"), entries, field("daily_metrics"), itemsOrNone),
  question_types: {
    steps: [{ into: "members", keyAs: "question_type" }],
    row: { is: "named", fields: ["question_type", "name", "type", "key", "value", "id"] },
    paged: false,
  },
  targeting_metrics: { steps: [field("data"), items], row: { is: "targeting_metrics" }, paged: false },
} as const satisfies Readonly<Record<string, RowPlace>>;
