import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../src/base/json.ts";
import { pageOf, type RowShape } from "../../src/pinterest/responses/find-rows.ts";
import { rowPaths } from "../../src/pinterest/responses/row-paths.ts";

/** The names and indexes that lead to a value. */
type Path = readonly (string | number)[];

/** Values that can replace an object or a list in a corrupt body. */
const replacements = [
  null,
  7,
  "x",
  true,
  [],
  {},
  [null],
  { code: 8, message: "You have exceeded your rate limit." },
  { message: "Internal error" },
] as const;
type Replacement = (typeof replacements)[number];

/** A body with one object or list replaced. */
interface Broken {
  readonly body: unknown;
  readonly path: Path;
  readonly replacement: Replacement;
}

/** Returns the paths of all objects and lists in a value, including itself. */
function containersIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => containersIn(inner, [...path, key]))];
}

/** Returns all bodies with one replacement. */
function allBrokenOf(body: unknown): readonly Broken[] {
  return containersIn(body).flatMap((path) =>
    replacements.map((replacement) => ({ body: replaced(body, path, replacement), path, replacement })),
  );
}

function replaced(value: unknown, [key, ...rest]: Path, replacement: Replacement): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((inner: unknown, index) => (index === key ? replaced(inner, rest, replacement) : inner));
  }
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, inner]) => [
      name,
      name === key ? replaced(inner, rest, replacement) : inner,
    ]),
  );
}

/**
 * A shape with a valid body, and the objects and lists in it that can be empty or null. In paths, `#` is an index and
 * `*` a key of a map.
 */
interface Form {
  readonly shape: RowShape;
  readonly body: unknown;
  /** The path of rows; undefined if rows are texts. */
  readonly row?: string;
  /** The field of all rows that is beside them in the body. */
  readonly inherited?: string;
  readonly mayBe: Readonly<Record<string, readonly Replacement[]>>;
  /** Keys of maps. */
  readonly keys?: RegExp;
}

const list: readonly Replacement[] = [[]];
const optionalList: readonly Replacement[] = [[], null];
const map: readonly Replacement[] = [{}];

const row = { id: "1", name: "é", counts: [1], owner: { username: "x" } };
const rows = [row, { ...row, id: "2" }];
const items = { items: rows, bookmark: "b" };
const days = ["2026-06-01", "2026-06-02"].map((date) => ({ date, metrics: { IMPRESSION: 1 } }));
const daily = { all: { summary_metrics: { IMPRESSION: 2 }, daily_metrics: days } };
const metrics = { targeting_type: "GENDER", targeting_value: "male", metrics: { AD_ID: "1", DATE: "2026-06-01" } };
const names = ["EMAIL", "FULL_NAME"];

const forms: readonly Form[] = [
  { shape: "items", body: items, row: "items/#", mayBe: { items: list } },
  { shape: "first_page", body: items, row: "items/#", mayBe: { items: list } },
  { shape: "wrapped_items", body: items, row: "items/#", mayBe: { items: list } },
  {
    shape: "wrapped_items",
    body: { items: rows.map((data) => ({ data, exceptions: null })), bookmark: "b" },
    row: "items/#",
    mayBe: { items: list },
  },
  { shape: "optional_items", body: items, row: "items/#", mayBe: { "": map, items: optionalList } },
  { shape: "nullable_items", body: items, row: "items/#", mayBe: { items: [[], [null]], "items/#": [null] } },
  { shape: "object", body: row, row: "", mayBe: {} },
  { shape: "array", body: rows, row: "#", mayBe: { "": list } },
  {
    shape: "pins",
    body: { pins: rows, date_availability: { is_realtime: true } },
    row: "pins/#",
    inherited: "date_availability",
    mayBe: { "": map, pins: optionalList },
  },
  { shape: "trends", body: { trends: rows }, row: "trends/#", mayBe: { "": map, trends: optionalList } },
  { shape: "data", body: { data: rows }, row: "data/#", mayBe: { "": map, data: optionalList } },
  {
    shape: "related_terms",
    body: { id: "1", related_term_count: 2, related_terms_list: rows },
    row: "related_terms_list/#",
    mayBe: { "": map, related_terms_list: optionalList },
  },
  { shape: "lists_by_key", body: { "1": rows, "2": rows }, row: "*/#", mayBe: { "": map, "*": list }, keys: /^\d+$/u },
  { shape: "options", body: [{ a: "A" }, { b: "B" }], mayBe: { "": optionalList, "#": map } },
  { shape: "texts", body: ["a", "b"], mayBe: { "": list } },
  {
    shape: "daily_metrics",
    body: daily,
    row: "*/daily_metrics/#",
    mayBe: { "": map, "*": map, "*/daily_metrics": optionalList },
    keys: /^all$/u,
  },
  {
    shape: "daily_metrics_by_split",
    body: { MOBILE: daily.all, WEB: daily.all },
    row: "*/daily_metrics/#",
    mayBe: { "": map, "*": map, "*/daily_metrics": optionalList },
    keys: /^[A-Z]+$/u,
  },
  {
    shape: "daily_metrics_by_pin",
    body: { "1": daily, "2": daily },
    row: "*/*/daily_metrics/#",
    mayBe: { "": map, "*": map, "*/*": map, "*/*/daily_metrics": optionalList },
    keys: /^(?:all|\d+)$/u,
  },
  {
    shape: "targeting_metrics",
    body: { data: [metrics, { ...metrics, targeting_value: "female" }] },
    row: "data/#",
    mayBe: { "": map, data: optionalList },
  },
  { shape: "question_types", body: names, mayBe: { "": list } },
  { shape: "question_types", body: { items: names, bookmark: null }, mayBe: { "": list, items: list } },
];

function patternOf(path: Path, { keys }: Form): string {
  const nameOf = (key: string) => (keys?.test(key) === true ? "*" : key);
  return path.map((key) => (typeof key === "number" ? "#" : nameOf(key))).join("/");
}

/** Returns whether the replacement is in a row or is one, so that the row can differ. */
function isInRow(path: Path, form: Form): boolean {
  return form.row !== undefined && `${patternOf(path, form)}/`.startsWith(form.row === "" ? "" : `${form.row}/`);
}

/** Returns a row without the field that all rows get from beside them. */
function ownOf(row: JsonObject | undefined, { inherited }: Form): JsonObject | undefined {
  return row && Object.fromEntries(Object.entries(row).filter(([name]) => name !== inherited));
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
    it(`has the same rows or an error, and fewer rows only where it may be empty: ${form.shape}, ${form.row ?? "texts"}`, () => {
      const before = pageOf(form.body, form.shape).rows;
      for (const broken of allBrokenOf(form.body)) {
        const after = outcomeOf(broken, form);
        const mayBe = form.mayBe[patternOf(broken.path, form)] ?? [];
        const isAllowed = mayBe.some((allowed) => isDeepStrictEqual(allowed, broken.replacement));
        if (isAllowed) assert.ok(Array.isArray(after) && after.length < before.length, JSON.stringify(broken));
        if (isAllowed || after instanceof Error) continue;
        assert.equal(after.length, before.length, JSON.stringify(broken));
        const others = after.filter((each, index) => !isDeepStrictEqual(ownOf(each, form), ownOf(before[index], form)));
        assert.ok(others.length <= (isInRow(broken.path, form) ? 1 : 0), JSON.stringify([broken, after]));
      }
    });
  }

  it("covers every shape", () => {
    assert.deepEqual([...new Set(forms.map(({ shape }) => shape))].toSorted(), Object.keys(rowPaths).toSorted());
  });
});
