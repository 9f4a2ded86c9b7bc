import fc from "fast-check";
import type { Json } from "../../../src/base/json.ts";
import { isObject } from "../../../src/base/json.ts";
import { anyText } from "../../../test/any-text.ts";

/** A change to a valid JSON text. */
type Mutation = NodeMutation | TextMutation;

/** `at` is the number of a node in the text. */
type NodeMutation =
  | { readonly kind: "replace" | "add" | "delete" | "double" | "wrap"; readonly at: number; readonly value: Json }
  | { readonly kind: "rename"; readonly at: number; readonly name: string };

/** `at` is a share of the text's length, from 0 to 1. */
interface TextMutation {
  readonly kind: "cut" | "spoil";
  readonly at: number;
  readonly text: string;
}

/** JSON values that are likely to cause errors. */
const edgeValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.1,
  1e21,
  -1e308,
  2 ** 53,
  1_700_000_000_000_000,
  "",
  " ",
  "null",
  "..",
  "/",
  "__proto__",
  "\ud800",
  "\udc00\u2028\u0085\u0000",
  "👩‍👩‍👧‍👦 é",
  "2026-02-30",
  "0000-00-00T00:00:00",
  "9999-12-31T23:59:59.999999999",
  "12345678901234567890123",
  "x".repeat(100_000),
  [],
  [null],
  [[]],
  [{}],
  {},
  { items: null },
  { constructor: 1, toString: "x", hasOwnProperty: null },
  nested(200),
];

function nested(depth: number): Json {
  let value: Json = "deep";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const edgeValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...edgeValues) },
  { weight: 1, arbitrary: anyText({ maxLength: 30 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

const node = fc.nat({ max: 1_000_000 });

const mutation: fc.Arbitrary<NodeMutation | TextMutation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("replace" as const), at: node, value: edgeValue }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("add" as const, "delete" as const, "double" as const, "wrap" as const),
      at: node,
      value: edgeValue,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("rename" as const),
      at: node,
      name: fc.oneof(fc.constantFrom("", "__proto__", "constructor", "\ud800", "items "), anyText({ maxLength: 8 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("cut" as const, "spoil" as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.oneof(
        fc.constantFrom("}", "]", '"', "\u0000", "1e999999", "9".repeat(400), "[".repeat(20_000)),
        anyText(),
      ),
    }),
  },
);

/** Usually one change, to attribute its effect; sometimes a few. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.oneof(
  { weight: 3, arbitrary: mutation.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(mutation, { minLength: 2, maxLength: 4 }) },
);

/** Applies changes in order. Leaves text that is no longer JSON unchanged. */
export function mutated(text: string, changes: readonly Mutation[]): string {
  return changes.reduce(mutate, text);
}

function mutate(text: string, change: Mutation): string {
  if ("text" in change) {
    const at = Math.floor(change.at * text.length);
    return change.kind === "cut" ? text.slice(0, at) : `${text.slice(0, at)}${change.text}${text.slice(at)}`;
  }
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  let count = 0;
  JSON.stringify(value, (_, node: Json) => {
    count += 1;
    return node;
  });
  let before = change.at % count;
  const changed = JSON.stringify(value, (_, node: Json) => {
    before -= 1;
    return before === -1 ? changedNode(node, change) : node;
  });
  return changed ?? "null";
}

function changedNode(value: Json, change: NodeMutation): Json | undefined {
  switch (change.kind) {
    case "replace":
      return change.value;
    case "delete":
      return undefined;
    case "wrap":
      return [value];
    case "add":
      if (Array.isArray(value)) return [...value, change.value];
      return isObject(value) ? { ...value, added: change.value } : change.value;
    case "double":
      return Array.isArray(value) ? [...value, ...value] : typeof value === "string" ? `${value}${value}` : value;
    case "rename": {
      const [[name, first] = ["", null], ...others] = isObject(value) ? Object.entries(value) : [];
      return isObject(value) && name !== "" ? Object.fromEntries([[change.name, first ?? null], ...others]) : value;
    }
  }
}
