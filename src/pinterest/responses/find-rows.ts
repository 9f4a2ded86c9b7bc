import { isEmpty, isObject, type JsonObject } from "../../base/json.ts";
import { errorEnvelopeOf, isBareError, saysFailure } from "../errors/error-envelope.ts";
import { type RowPath, rowPaths, type Step } from "./row-paths.ts";

/** The structure of a response: a key of `rowPaths`, or `report` for one about a report's job, without rows. */
export type RowShape = keyof typeof rowPaths | "report";

/** The rows of one response, and the bookmark of the next page. */
export interface FoundRows {
  readonly rows: readonly JsonObject[];
  /** Null after the last page. */
  readonly bookmark: string | null;
  /** Why rows might be missing although the others are valid; undefined: none is. */
  readonly problem?: string | undefined;
}

/** Returns the path to the rows in a response; undefined if it has none. */
export function rowPathOf(shape: RowShape): RowPath | undefined {
  return shape === "report" ? undefined : rowPaths[shape];
}

/**
 * Returns the rows and the bookmark in a response's body. Any value in the place of a row is a row or an error, so that
 * an invalid response never appears empty.
 * @param required fields that must be set in every row
 * @throws Error with the path of the invalid value, if the body has another structure
 */
export function pageOf(body: unknown, shape: RowShape, required: readonly string[] = []): FoundRows {
  const rowPath = rowPathOf(shape);
  if (rowPath === undefined) return { rows: [], bookmark: null };
  // An error with a success status would otherwise be the row of an `object` response.
  if (errorEnvelopeOf(body) !== undefined) throw new Error("the body is an error");
  const problems: string[] = [];
  const rows = rowPath.steps
    .reduce<readonly Found[]>(
      (found, step) => found.flatMap((each) => follow(each, step, problems)),
      [{ value: body, path: "", inherited: nothing }],
    )
    .map((each) => {
      const row = rowOf(each, rowPath.row);
      const missing = required.find((field) => row[field] === undefined || row[field] === null);
      if (missing !== undefined) throw new Error(`${pathTo(each.path, missing)} is missing`);
      return each.inherited === nothing ? row : { ...each.inherited, ...row };
    });
  if (rows.length === 0 && isObject(body) && saysFailure(body)) throw new Error("the body has no rows, but an error");
  const [problem] = problems;
  if (rowPath.bookmark === "ignored") return { rows, bookmark: null };
  const bookmark = bookmarkOf(body);
  // The rows of further pages would be missing from every read.
  if (rowPath.bookmark === "none" && bookmark !== null) throw new Error("there are further pages, which are unknown");
  return { rows, bookmark, ...(problem === undefined ? {} : { problem }) };
}

/** Returns the object that a body is. @throws Error if it is none, or an error */
export function objectIn(body: unknown): JsonObject {
  return pageOf(body, "object").rows[0] ?? {};
}

/** A value on the path to the rows. */
interface Found {
  readonly value: unknown;
  /** Its path, such as `items[3].labels`; empty for the body itself. */
  readonly path: string;
  /** Keys of maps and members of objects on the path, to add to the rows. */
  readonly inherited: JsonObject;
}

/** Compared by identity, to return most rows without a copy. */
const nothing: JsonObject = {};

/** @param problems is filled with what the response says of rows that it lacks */
function follow(found: Found, step: Step, problems: string[]): readonly Found[] {
  const { value, path, inherited } = found;
  switch (step.into) {
    case "field":
      return [{ value: envelopeAt(found)[step.name], path: pathTo(path, step.name), inherited }];
    case "optional_field": {
      const { [step.name]: inner = null, ...others } = envelopeAt(found);
      if (inner !== null) {
        const given = step.inherited?.filter((name) => name in others) ?? [];
        const added = Object.fromEntries(given.map((name) => [name, others[name]] as const));
        const all = given.length === 0 ? inherited : { ...inherited, ...added };
        return [{ value: inner, path: pathTo(path, step.name), inherited: all }];
      }
      const unknown = Object.keys(others).find((name) => !step.siblings.includes(name) && !isEmpty(others[name]));
      if (unknown === undefined) return [];
      throw new Error(`${pathTo(path, step.name)} is missing, and ${pathTo(path, unknown)} is unknown`);
    }
    case "items": {
      if (step.orNull === true && value === null) return [];
      if (step.orIn !== undefined && isObject(value))
        return follow(
          { value: value[step.orIn], path: pathTo(path, step.orIn), inherited },
          { into: "items" },
          problems,
        );
      if (!Array.isArray(value)) throw unlike(found, "a list");
      return value.flatMap((item: unknown, index) =>
        step.nullItems === true && item === null ? [] : { value: item, path: `${path}[${index}]`, inherited },
      );
    }
    case "wrapper": {
      if (!isObject(value) || !Object.keys(value).every((name) => name === "data" || name === "exceptions"))
        return [found];
      const { data = null, exceptions = null } = value;
      if (isEmpty(exceptions)) return [{ value: data, path: pathTo(path, "data"), inherited }];
      problems.push(`${pathTo(path, "exceptions")} says ${JSON.stringify(exceptions).slice(0, 500)}`);
      return isEmpty(data) ? [] : [{ value: data, path: pathTo(path, "data"), inherited }];
    }
    case "entries":
      return entriesOf(found, step);
  }
}

function entriesOf(
  found: Found,
  { keyAs, total, siblingTypes, entryKeys }: Extract<Step, { readonly into: "entries" }>,
): readonly Found[] {
  const { path, inherited } = found;
  const all = Object.entries(objectAt(found));
  const entries = all.filter(
    ([key, entry]) => !siblingTypes.some((type) => typeof entry === type) || entryKeys?.test(key) === true,
  );
  const [first] = all;
  if (first !== undefined && entries.length === 0) throw new Error(`${pathTo(path, first[0])} is no entry of a map`);
  const parts = entries.filter(([key]) => total?.test(key) !== true);
  return (parts.length === 0 ? entries : parts).map(([key, entry]) => ({
    value: entry,
    path: pathTo(path, key),
    inherited: keyAs === undefined || parts.length === 0 ? inherited : { ...inherited, [keyAs]: key },
  }));
}

function rowOf(found: Found, row: RowPath["row"]): JsonObject {
  const { value, path, inherited } = found;
  switch (row.is) {
    case "object":
      return rowAt(found);
    case "text":
      if (typeof value !== "string") throw unlike(found, "a text");
      return { [row.field]: value };
    case "named": {
      const [field] = row.fields;
      if (typeof value === "string") return { [field]: value };
      const named = objectAt(found);
      const name = row.fields.map((each) => named[each]).find((each) => typeof each === "string" && each !== "");
      if (name === undefined) throw new Error(`${nameOf(path)} has no ${field}`);
      return { ...named, [field]: name };
    }
    case "targeting_metrics": {
      const { targeting_type: type, targeting_value: target, metrics } = rowAt(found);
      return {
        // As reports name these fields: uppercase, at the level of the metrics.
        TARGETING_TYPE: type,
        // A column has one type: locations are numbers, genders strings.
        TARGETING_VALUE: typeof target === "number" ? String(target) : target,
        ...rowAt({ value: metrics, path: pathTo(path, "metrics"), inherited }),
      };
    }
  }
}

/** Returns a non-empty object. */
function rowAt(found: Found): JsonObject {
  const row = objectAt(found);
  if (isEmpty(row)) throw new Error(`${nameOf(found.path)} is empty`);
  return row;
}

/** Returns an object around rows. @throws Error if it has errors, because rows can then be missing */
function envelopeAt(found: Found): JsonObject {
  const { errors } = isObject(found.value) ? found.value : {};
  if (!isEmpty(errors)) throw new Error(`${pathTo(found.path, "errors")} says ${JSON.stringify(errors).slice(0, 500)}`);
  return objectAt(found);
}

function objectAt(found: Found): JsonObject {
  if (!isObject(found.value)) throw unlike(found, "an object");
  if (isBareError(found.value)) throw new Error(`${nameOf(found.path)} is an error`);
  return found.value;
}

function bookmarkOf(body: unknown): string | null {
  const bookmark = isObject(body) ? body.bookmark : undefined;
  if (bookmark === undefined || bookmark === null || bookmark === "") return null;
  if (typeof bookmark !== "string") throw new Error("bookmark is not a text");
  if (bookmark.length > maxBookmarkLength) throw new Error(`bookmark is longer than ${maxBookmarkLength} characters`);
  return bookmark;
}

/** Servers reject URLs much shorter than this. Pinterest's bookmarks have a few hundred characters. */
const maxBookmarkLength = 10_000;

function unlike({ value, path }: Found, wanted: string): Error {
  return new Error(`${nameOf(path)} is ${kindOf(value)}, not ${wanted}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}

function nameOf(path: string): string {
  return path === "" ? "the body" : path;
}

function pathTo(path: string, name: string): string {
  if (!/^\w{1,100}$/u.test(name)) return `${path}[${JSON.stringify(name.slice(0, 100))}]`;
  return path === "" ? name : `${path}.${name}`;
}
