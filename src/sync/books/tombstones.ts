import { asText } from "../../base/json.ts";
import { childPartitionsOf, streamNamed, withAncestors } from "../../streams/partitions.ts";
import type { Parent, Stream } from "../../streams/stream.ts";
import { keyOfFields } from "../partition-key.ts";
import type { Suspect, Testimony } from "./book.ts";
import { type KnownRow, keyFrom, type Part } from "./known-rows.ts";

/** By operation of a list: what its rows are, if a request by ID says whether one exists. */
const rowObjects: Readonly<Record<string, Suspect["object"]>> = {
  "boards/list": "board",
  "boards/list_pins": "pin",
  "board_sections/list_pins": "pin",
  "pins/list": "pin",
};
/** By the only ID of a partition: what the partition is. */
const partObjects: Readonly<Record<string, Suspect["object"]>> = { board_id: "board", pin_id: "pin" };

/** What a complete read says of a row that it lacks. */
export interface Absence {
  readonly row: KnownRow;
  /**
   * - `forgotten`: it might only be hidden
   * - `new`: the last complete read had it
   * - `recent`: the last one lacked it, less than an hour before, or it was requested within seven days
   * - `proved`: the last one lacked it
   */
  readonly is: "forgotten" | "new" | "recent" | "proved";
  /** The object to ask for; undefined: absence is enough. */
  readonly suspect?: Suspect | undefined;
  /** Whether that object is the part of the row. */
  readonly isOfPart?: boolean;
}

/** Returns whether a row that a complete list lacks can be deleted. Pinterest deletes no records that it archives. */
export function canDelete(stream: Stream): boolean {
  return !canHideRows(stream) && stream.archives !== true;
}

/** Returns whether rows can be absent from a list without being deleted. */
function canHideRows({ hidesByRole, rows }: Stream): boolean {
  return hidesByRole === true || rows === "first_page";
}

/** Returns the board or Pin that a row is. */
export function objectOfRow({ key }: KnownRow, { operation, primaryKey }: Stream): Suspect | undefined {
  const object = rowObjects[operation];
  return object && { object, id: asText(Object.values(keyFrom(key, primaryKey)).at(-1)) };
}

/** Returns the board or Pin that a part is. */
export function objectOfPart({ key }: Part, stream: Stream): Suspect | undefined {
  const [name = "", ...more] = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  const object = more.length === 0 ? partObjects[name] : undefined;
  return object && { object, id: key };
}

/**
 * Returns what the answer says of an absent row; `recent`: there is none yet. The object names its part in the fields that records
 * have from the request, such as `board_id`.
 * @param isPart returns whether the stream has a part
 */
export function fateOf(
  { row, suspect, isOfPart }: Absence,
  testimonyOf: (suspect: Suspect) => Testimony | undefined,
  { fromRequest = {} }: Stream,
  isPart: (key: string) => boolean,
): "deleted" | "kept" | "recent" | { readonly movedTo: string } {
  const testimony = suspect === undefined ? ({ is: "gone" } as const) : testimonyOf(suspect);
  if (testimony === undefined || testimony.is === "failed") return "recent";
  if (testimony.is !== "present") return testimony.is === "gone" ? "deleted" : "kept";
  const fields = Object.keys(fromRequest);
  if (isOfPart === true || fields.length === 0) return "kept";
  const part = keyOfFields(fields, testimony.object);
  if (part === row.part.key) return "kept";
  return isPart(part) ? { movedTo: part } : "deleted";
}

/*
 * A parent can be absent from its list without being deleted: the user lost a role in the ad account, or the stream skips the
 * parent. What is below such a parent is in a container, identified by its first ID. If the container is absent, its rows stay.
 */

/** Returns whether the rows of a partition that is no longer found count as absent. They don't if its parent is a container. */
export function canVanish(stream: Pick<Stream, "partitions">, streams: ReadonlyMap<string, Stream>): boolean {
  const kinds = childPartitionsOf(stream);
  return kinds.length > 0 && !kinds.some(({ parent }) => isContainer(parent, streams));
}

/** Returns whether partitions are in a container. */
export function isContained(stream: Stream, streams: ReadonlyMap<string, Stream>): boolean {
  const kinds = withAncestors([stream], streams).flatMap(childPartitionsOf);
  return kinds.some(({ parent }) => isContainer(parent, streams));
}

function isContainer({ where, stream }: Parent, streams: ReadonlyMap<string, Stream>): boolean {
  return where !== undefined || canHideRows(streamNamed(stream, streams));
}
