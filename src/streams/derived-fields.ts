import type { JsonObject } from "../base/json.ts";
import { asText, isObject } from "../base/json.ts";
import type { DerivedField } from "./stream.ts";

/** Returns a field that joins other fields, as a key for rows without an ID. See `joinedValues`. */
export function joined(fields: readonly string[]): DerivedField {
  return (record) => joinedValues(record, fields);
}

/** Joins field values with slashes. Omits trailing missing values, and escapes slashes and backslashes with a backslash. */
export function joinedValues(record: JsonObject, fields: readonly string[]): string {
  const values = fields.map((field) => asText(record[field]).replaceAll(/[\\/]/gu, "\\$&"));
  return values.slice(0, values.findLastIndex((value) => value !== "") + 1).join("/");
}

/** The fields of records from files with undocumented columns. */
export const fileFields = {
  /** The row's position in the file, from 1. */
  place: "report_row",
  /** The name of the row's list, if the file is an object of lists. */
  list: "report_list",
  /** All columns of the row in one object, since warehouses drop columns that the schema doesn't declare. */
  columns: "report_columns",
} as const;

const site = "https://www.pinterest.com";

/** The URL of a Pin. */
export const pinUrl: DerivedField = ({ id }) => (isNamed(id) ? `${site}/pin/${id}/` : null);

/** The URL of a user's profile. */
export const userUrl: DerivedField = ({ username }) => (isNamed(username) ? `${site}/${pathSegment(username)}/` : null);

/** The URL of a board. A best effort: the API doesn't return it, and Pinterest doesn't document how it forms it. */
export const boardUrl: DerivedField = ({ owner, name }) => {
  const username = isObject(owner) ? owner.username : undefined;
  const slug = typeof name === "string" ? slugOf(name) : "";
  return isNamed(username) && slug !== "" ? `${site}/${pathSegment(username)}/${pathSegment(slug)}/` : null;
};

/** The URL of an interest, from the API. */
export const interestUrl: DerivedField = ({ canonical_url: url }) => (typeof url === "string" ? url : null);

/** Returns a field with the ID of an object in the record. */
export function idOf(name: string): DerivedField {
  return ({ [name]: object }) => (isObject(object) && typeof object.id === "string" ? object.id : null);
}

/** Encodes text as a path segment of a URL. Unpaired surrogates, which can't be encoded, become U+FFFD. */
function pathSegment(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}

function isNamed(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Returns lowercase text with letters and digits of any script, and one hyphen in place of anything between them. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/['’]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/gu, "");
}
