import { isDeepStrictEqual } from "node:util";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { keysOf } from "./catalog-assertions.ts";
import { type Problems, problemIf } from "./problems.ts";
import { valueAt } from "./record-assertions.ts";

/** A line of `expected_records.jsonl`. */
export interface ExpectedRecord {
  readonly stream: string;
  readonly data: JsonObject;
  readonly emitted_at: number;
}

/** What may differ. CAT 3.9 compares keys alone; before it compared whole records, with these three liberties. */
export interface Liberties {
  /** Whether records may have fields that are not expected. */
  readonly extraFields: boolean;
  /** Whether records must come in the order in which they are expected. */
  readonly exactOrder: boolean;
  /** Whether there may be records that are not expected. */
  readonly extraRecords: boolean;
}

/** @throws Error for a line that is no expected record */
export function parseExpectedRecords(text: string): readonly ExpectedRecord[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      const value: unknown = JSON.parse(line);
      if (
        !isObject(value) ||
        typeof value.stream !== "string" ||
        !isObject(value.data) ||
        typeof value.emitted_at !== "number"
      )
        throw new Error(`line ${index + 1} is not an expected record`);
      return { stream: value.stream, data: value.data, emitted_at: value.emitted_at };
    });
}

/** Keys that are expected of a stream and do not come; without a primary key, that there are too few records. */
export function expectedKeyProblems(
  stream: JsonObject,
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  exactOrder: boolean,
): Problems {
  const name = asText(stream.name);
  const paths = keysOf(stream);
  if (paths.length === 0) {
    return problemIf(
      actual.length < expected.length,
      `${name} has ${actual.length} records instead of ${expected.length}`,
    );
  }
  const keyOf = (record: JsonObject) => JSON.stringify(paths.map((path) => valueAt(record, path) ?? null));
  const keys = actual.map(keyOf);
  const wanted = expected.map(keyOf);
  if (exactOrder) {
    return wanted
      .filter((key, index) => keys[index] !== key)
      .map((key) => `${name}: ${key} does not come where it is expected`);
  }
  const present = new Set(keys);
  return wanted.filter((key) => !present.has(key)).map((key) => `${name}: ${key} does not come`);
}

/** Whole records that are expected of a stream and do not come, or come without being expected. */
export function expectedRecordProblems(
  stream: JsonObject,
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  { extraFields, exactOrder, extraRecords }: Liberties,
): Problems {
  const name = asText(stream.name);
  const isSame = (wanted: JsonObject, record: JsonObject | undefined) =>
    record !== undefined && isDeepStrictEqual(extraFields ? only(Object.keys(wanted), record) : record, wanted);
  const found = exactOrder
    ? expected.map((wanted, index) => isSame(wanted, actual[index]))
    : expected.map((wanted) => actual.some((record) => isSame(wanted, record)));
  const extra = extraRecords ? [] : actual.filter((record) => !expected.some((wanted) => isSame(wanted, record)));
  return [
    ...expected.flatMap((wanted, index) =>
      problemIf(found[index] !== true, `${name}: ${JSON.stringify(wanted).slice(0, 200)} does not come`),
    ),
    ...extra.map((record) => `${name}: ${JSON.stringify(record).slice(0, 200)} is not expected`),
  ];
}

function only(names: readonly string[], record: JsonObject): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (name in record ? [[name, record[name]] as const] : [])));
}
