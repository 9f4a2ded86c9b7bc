import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { pageOf, type RowShape } from "../../src/pinterest/responses/find-rows.ts";
import { rowPaths } from "../../src/pinterest/responses/row-paths.ts";
import { type Broken, brokenOf, type Path, type Replacement } from "./broken-bodies.ts";

/**
 * A shape with valid bodies, and the objects and lists in them that can be empty or null. In paths, `#` is an index and
 * `*` a key of a map.
 */
interface Form {
  readonly shape: RowShape;
  readonly body: fc.Arbitrary<unknown>;
  /** The path of rows; undefined if rows are texts. */
  readonly row?: string;
  readonly mayBe: Readonly<Record<string, readonly Replacement[]>>;
  /** Keys of maps. */
  readonly keys?: RegExp;
}

const list: readonly Replacement[] = [[]];
const optionalList: readonly Replacement[] = [[], null];
const map: readonly Replacement[] = [{}];

const id = fc.stringMatching(/^[1-9]\d{0,4}$/u);
const row = fc.record({
  id,
  name: fc.string(),
  counts: fc.array(fc.integer()),
  owner: fc.record({ username: fc.string() }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 3 });
const bookmark = fc.constantFrom(null, "b");
const day = fc.record({ date: fc.constant("2026-06-01"), metrics: fc.record({ IMPRESSION: fc.nat() }) });
const daily = fc.record({
  all: fc.record({
    summary_metrics: fc.record({ IMPRESSION: fc.nat() }),
    daily_metrics: fc.array(day, { minLength: 1 }),
  }),
});
const names = fc.uniqueArray(fc.constantFrom("EMAIL", "CUSTOM", "FULL_NAME"), { minLength: 1 });

const forms: readonly Form[] = [
  { shape: "items", body: fc.record({ items: rows, bookmark }), row: "items/#", mayBe: { items: list } },
  { shape: "first_page", body: fc.record({ items: rows, bookmark }), row: "items/#", mayBe: { items: list } },
  {
    shape: "optional_items",
    body: fc.record({ items: rows, bookmark }),
    row: "items/#",
    mayBe: { "": map, items: optionalList },
  },
  {
    shape: "nullable_items",
    body: fc.record({ items: rows, bookmark }),
    row: "items/#",
    mayBe: { items: [[], [null]], "items/#": [null] },
  },
  { shape: "object", body: row, row: "", mayBe: {} },
  { shape: "array", body: rows, row: "#", mayBe: { "": list } },
  {
    shape: "pins",
    body: fc.record({ pins: rows, date_availability: fc.record({ is_realtime: fc.boolean() }) }),
    row: "pins/#",
    mayBe: { "": map, pins: optionalList },
  },
  { shape: "trends", body: fc.record({ trends: rows }), row: "trends/#", mayBe: { "": map, trends: optionalList } },
  { shape: "data", body: fc.record({ data: rows }), row: "data/#", mayBe: { "": map, data: optionalList } },
  {
    shape: "related_terms",
    body: fc.record({ id, related_term_count: fc.nat(), related_terms_list: rows }),
    row: "related_terms_list/#",
    mayBe: { "": map, related_terms_list: optionalList },
  },
  {
    shape: "lists_by_key",
    body: fc.dictionary(id, rows, { minKeys: 1, maxKeys: 3 }),
    row: "*/#",
    mayBe: { "": map, "*": list },
    keys: /^\d+$/u,
  },
  {
    shape: "options",
    body: fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/u), fc.string(), { minKeys: 1 }), { minLength: 1 }),
    mayBe: { "": [...optionalList], "#": map },
  },
  { shape: "texts", body: fc.array(fc.string(), { minLength: 1 }), mayBe: { "": list } },
  {
    shape: "daily_metrics",
    body: daily,
    row: "*/daily_metrics/#",
    mayBe: { "": map, "*": map, "*/daily_metrics": optionalList },
    keys: /^all$/u,
  },
  {
    shape: "daily_metrics_by_pin",
    body: fc.dictionary(id, daily, { minKeys: 1, maxKeys: 3 }),
    row: "*/*/daily_metrics/#",
    mayBe: { "": map, "*": map, "*/*": map, "*/*/daily_metrics": optionalList },
    keys: /^(?:all|\d+)$/u,
  },
  {
    shape: "targeting_metrics",
    body: fc.record({
      data: fc.array(
        fc.record({
          targeting_type: fc.constant("GENDER"),
          targeting_value: fc.string(),
          metrics: fc.record({ AD_ID: id, DATE: fc.constant("2026-06-01") }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    row: "data/#",
    mayBe: { "": map, data: optionalList },
  },
  // These shapes are undocumented, so a list and a map are interchangeable.
  { shape: "question_types", body: names, mayBe: { "": [[], {}] } },
  {
    shape: "question_types",
    body: fc.record({ items: names, bookmark: fc.constant(null) }),
    mayBe: { "": [[], {}], items: [[], {}] },
  },
  {
    shape: "question_types",
    body: fc.dictionary(fc.constantFrom("EMAIL", "CUSTOM", "FULL_NAME"), fc.record({ label: fc.string() }), {
      minKeys: 1,
    }),
    row: "*",
    mayBe: { "": [[], {}] },
    keys: /^[A-Z_]+$/u,
  },
];

function patternOf(path: Path, { keys }: Form): string {
  return path.map((key) => (typeof key === "number" ? "#" : keys?.test(key) === true ? "*" : key)).join("/");
}

/** Returns whether the replacement is in a row or is one, so that the row can differ. */
function isInRow(path: Path, form: Form): boolean {
  return form.row !== undefined && `${patternOf(path, form)}/`.startsWith(form.row === "" ? "" : `${form.row}/`);
}

function outcomeOf(broken: Broken, form: Form) {
  try {
    return pageOf(broken.body, form.shape).rows;
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
    return error;
  }
}

describe("a body with one corruption", () => {
  for (const form of forms) {
    it(`has the same rows or an error, never fewer rows: ${form.shape}, ${form.row ?? "texts"}`, () => {
      fc.assert(
        fc.property(
          form.body.chain((body) => brokenOf(body).map((broken) => ({ body, broken }))),
          ({ body, broken }) => {
            const before = pageOf(body, form.shape).rows;
            const after = outcomeOf(broken, form);
            if (after instanceof Error) return;
            const mayBe = form.mayBe[patternOf(broken.path, form)] ?? [];
            if (mayBe.some((allowed) => isDeepStrictEqual(allowed, broken.replacement))) return;
            assert.equal(after.length, before.length, JSON.stringify(broken));
            const others = after.filter((each, index) => !isDeepStrictEqual(each, before[index]));
            assert.ok(others.length <= (isInRow(broken.path, form) ? 1 : 0), JSON.stringify([broken, after]));
          },
        ),
        { numRuns: 1_500 },
      );
    });
  }

  it("covers every shape", () => {
    assert.deepEqual([...new Set(forms.map(({ shape }) => shape))].toSorted(), Object.keys(rowPaths).toSorted());
  });
});
