import type { JsonObject } from "../json.ts";
import { asText } from "../json.ts";
import type { DerivedField } from "./stream.ts";

/**
 * A field put together of others, with slashes between them: a key for rows that have none. Missing ones leave nothing, not
 * even a slash at the end. A slash within one has a backslash before it, so that no two lists of values look alike.
 */
export function joined(fields: readonly string[]): DerivedField {
  return { type: "string", from: (record) => joinedValues(record, fields) };
}

/** The values of a record's fields, put together as `joined` does. */
export function joinedValues(record: JsonObject, fields: readonly string[]): string {
  const values = fields.map((field) => asText(record[field]).replaceAll(/[\\/]/gu, "\\$&"));
  return values.slice(0, values.findLastIndex((value) => value !== "") + 1).join("/");
}

/** The fields that tell rows of a file apart whose columns are not documented. */
export const fileFields = {
  /** The row's place in the file, from 1. */
  place: "report_row",
  /** The list that the row stands in, where the file is an object of lists. */
  list: "report_list",
  /** All that the row has, by the file's own names of columns: columns that no schema declares get lost in a warehouse. */
  columns: "report_columns",
} as const;

const site = "https://www.pinterest.com";

/** Address of a Pin, from its id. */
export const pinUrl: DerivedField = {
  type: "string",
  from: ({ id }) => (isNamed(id) ? `${site}/pin/${id}/` : null),
};

/** Address of a user's profile, from the username. */
export const userUrl: DerivedField = {
  type: "string",
  from: ({ username }) => (isNamed(username) ? `${site}/${pathSegment(username)}/` : null),
};

/** Address of a board. The API does not tell it and pinterest.com does not publish its rule: a best effort. */
export const boardUrl: DerivedField = {
  type: "string",
  from: (board) => {
    const owner = ownerOf(board);
    const slug = typeof board.name === "string" ? slugOf(board.name) : "";
    return owner === null || slug === "" ? null : `${site}/${pathSegment(owner)}/${pathSegment(slug)}/`;
  },
};

/** Address of an interest: the API tells it. */
export const interestUrl: DerivedField = {
  type: "string",
  from: ({ canonical_url: url }) => (typeof url === "string" ? url : null),
};

function ownerOf({ owner }: JsonObject): string | null {
  if (typeof owner !== "object" || owner === null || !("username" in owner)) return null;
  return isNamed(owner.username) ? owner.username : null;
}

/** Text as a part of an address. Half a surrogate pair, which no address can hold, becomes U+FFFD. */
function pathSegment(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}

function isNamed(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Lower case, letters and digits of any script kept, everything between them one hyphen. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/['’]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/gu, "");
}
