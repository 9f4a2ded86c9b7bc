import { asText, type JsonObject } from "../../base/json.ts";
import { childPartitionsOf, streamNamed, withAncestors } from "../../streams/partitions.ts";
import type { Parent, Stream } from "../../streams/stream.ts";
import { deletedAt } from "../../streams/tracking.ts";
import { containerIn, keyOfFields } from "../partition-key.ts";
import type { BookFacts, ReadEnd, Suspect, Testimony } from "./book.ts";
import { type KnownRow, type KnownRows, keyFrom, type Part, unknownDigest } from "./known-rows.ts";

/** In minutes: from the end of a read that lacks a row to the beginning of one that confirms it. */
const minAbsence = 60;
/** The same if it lacks all rows of a part, and no request by ID can confirm that: lists are empty for some hours at times. */
const minAbsenceOfAll = 12 * 60;
/** In minutes: until a row that still exists, or is denied, is asked for again. */
const testimonyAge = 7 * 24 * 60;

/** By operation of a list: what its rows are, if a request by ID says whether one exists. */
const rowObjects: Readonly<Record<string, Suspect["object"]>> = {
  "boards/list": "board",
  "boards/list_pins": "pin",
  "board_sections/list_pins": "pin",
  "pins/list": "pin",
  "campaigns/list": "campaign",
  "ad_groups/list": "ad_group",
  "ads/list": "ad",
};
/** By the only ID of a partition: what the partition is. */
const partObjects: Readonly<Record<string, Suspect["object"]>> = { board_id: "board", pin_id: "pin" };

/** What a read of a compared list knows when it ends. */
interface TableRead extends ReadEnd {
  /** When it began, in epoch minutes. */
  readonly begunAt: number;
  /** By key of a part that it found: the number of its partitions that weren't read completely. */
  readonly left: ReadonlyMap<string, number>;
  readonly foundContainers: ReadonlySet<string>;
  /** Whether it has read all partitions itself, so that no row can have moved unseen. */
  readonly isAllRead: boolean;
}

/** What is known of a part: it was read; its parent is absent from a complete list; or nothing. */
type PartState = "complete" | "absent" | "unknown";

/** What a complete read says of a row that it lacks. */
interface Absence {
  readonly row: KnownRow;
  /**
   * - `forgotten`: it might only be hidden
   * - `new`: the last complete read had it
   * - `recent`: the last one lacked it, less than an hour before (of all rows of a part: twelve), or it was requested within seven days
   * - `proved`: the last one lacked it
   */
  readonly is: "forgotten" | "new" | "recent" | "proved";
  /** The object to ask for; undefined: absence is enough. */
  readonly suspect?: Suspect | undefined;
  /** Whether that object is the part of the row. */
  readonly isOfPart?: boolean;
}

/** What becomes of an absent row. */
type Fate =
  | "deleted"
  | "forgotten"
  | "new"
  | "kept"
  | "recent"
  | { readonly movedTo: string }
  | { readonly told: JsonObject };

/** Decides, when a read has ended, what becomes of the rows that it lacks: which are deleted, and which have another status. */
export class Deletions {
  readonly #rows: KnownRows;
  readonly #read: TableRead;
  readonly #facts: BookFacts;
  readonly #parts: readonly { readonly part: Part; readonly state: PartState }[];
  readonly #absences: readonly Absence[];
  /** The number of rows that `decide` found deleted. */
  deleted = 0;
  /** The number of rows that `decide` kept because nothing is known of their objects yet. */
  unconfirmed = 0;

  constructor(rows: KnownRows, read: TableRead, facts: BookFacts) {
    this.#rows = rows;
    this.#read = read;
    this.#facts = facts;
    this.#parts = [...rows.parts.values()].map((part) => ({ part, state: this.#stateOf(part) }));
    this.#absences = this.#parts.flatMap(({ part, state }) => this.#absencesIn(part, state));
  }

  /** Returns the objects to ask for, those that are absent for longest first. */
  suspects(): readonly Suspect[] {
    const proved = this.#absences.filter(({ is }) => is === "proved");
    const oldest = proved.sort((one, other) => (one.row.since ?? 0) - (other.row.since ?? 0));
    const suspects = oldest.flatMap(({ suspect }) => suspect ?? []);
    return [...new Map(suspects.map((each) => [`${each.object} ${each.id}`, each])).values()];
  }

  /**
   * Removes, keeps, or moves the absent rows.
   * @param testimonyOf returns the answer about a suspect; undefined: it was not asked
   * @param now epoch minutes
   * @returns the records of deletions, and of rows with another status
   */
  decide(testimonyOf: (suspect: Suspect) => Testimony | undefined, now: number): readonly JsonObject[] {
    const records = this.#absences.flatMap((absence) => {
      const fate = absence.is === "proved" ? this.#fateOf(absence, testimonyOf) : absence.is;
      if (absence.is === "proved" && fate === "recent") this.unconfirmed += 1;
      return this.#apply(fate, absence.row, now);
    });
    for (const { part, state } of this.#parts)
      if (state === "absent" || (state === "complete" && part.note?.is === "forgetful"))
        this.#rows.setNote(part.key, undefined);
    return records;
  }

  /** Applies what becomes of a row. @returns the records that say so */
  #apply(fate: Fate, row: KnownRow, now: number): readonly JsonObject[] {
    // If it returns, it is emitted, since a record of its deletion might have arrived without its STATE.
    const keep = (part: string, since: number | undefined) =>
      this.#rows.set(row.key, part, { digest: unknownDigest, since, isSeen: false });
    const told = typeof fate === "object" && "told" in fate ? this.#rows.take([fate.told], row.part.key) : [];
    if (fate === "new") keep(row.part.key, now);
    else if (fate === "kept") keep(row.part.key, now + testimonyAge);
    else if (typeof fate === "object" && "movedTo" in fate) {
      keep(fate.movedTo, undefined);
      this.#rows.setNote(fate.movedTo, undefined);
    } else if (fate !== "recent") this.#rows.remove(row);
    if (fate !== "deleted") return told;
    this.deleted += 1;
    return [{ ...keyFrom(row.key, this.#facts.stream.primaryKey), [deletedAt]: true }];
  }

  #stateOf({ key }: Part): PartState {
    const { stream, streams } = this.#facts;
    const { isEverythingFound, unlisted, left, foundContainers } = this.#read;
    const isInside = isContained(stream, streams);
    const container = containerIn(key, stream.partitions.of === "multiple_parents");
    const isListedHere = unlisted.length > 0 && !unlisted.some((each) => ["", container].includes(each.container));
    const isListed = isEverythingFound || (isInside && isListedHere);
    const isBatched = childPartitionsOf(stream).some(({ of }) => of === "batches");
    const leftHere = left.get(key);
    if (leftHere !== undefined) return leftHere === 0 && (isListed || !isBatched) ? "complete" : "unknown";
    const isContainerFound = !isInside || foundContainers.has(container);
    return isListed && isContainerFound && canVanish(stream, streams) ? "absent" : "unknown";
  }

  #absencesIn(part: Part, state: PartState): readonly Absence[] {
    const { stream, isTracked, config } = this.#facts;
    const { begunAt, isAllRead } = this.#read;
    const isForgotten = !isTracked || part.note?.is === "forgetful";
    if (state === "unknown" || (!isForgotten && canHideRows(stream))) return [];
    const ofPart = state === "absent" ? objectOfPart(part, stream) : undefined;
    // A row of a list limited to some statuses can have another one by now.
    const isLimited = stream.archives === true && config.entityStatuses.length > 0;
    const absent = [...part.rows].filter(({ isSeen }) => !isSeen);
    return absent.map((row): Absence => {
      if (isForgotten && isLimited) return { row, is: "proved", suspect: objectOfRow(row, stream) };
      if (isForgotten) return { row, is: "forgotten" };
      if (row.since === undefined) return { row, is: "new" };
      // A row can have moved to a part that wasn't read, so then it is asked for itself.
      const suspect = (isAllRead ? ofPart : undefined) ?? objectOfRow(row, stream) ?? ofPart;
      const isAlone = suspect === undefined && absent.length === part.rows.size;
      if (begunAt < row.since + (isAlone ? minAbsenceOfAll : minAbsence)) return { row, is: "recent" };
      return { row, is: "proved", suspect, isOfPart: suspect === ofPart };
    });
  }

  /**
   * Returns what the answer says of an absent row; `recent`: there is none yet. The object names its part in the fields that records
   * have from the request, such as `board_id`.
   */
  #fateOf({ row, suspect, isOfPart }: Absence, testimonyOf: (suspect: Suspect) => Testimony | undefined): Fate {
    const testimony = suspect === undefined ? ({ is: "gone" } as const) : testimonyOf(suspect);
    if (testimony === undefined || testimony.is === "failed") return "recent";
    if (suspect?.adAccount !== undefined) return testimony.is === "present" ? { told: testimony.object } : "forgotten";
    if (testimony.is !== "present") return testimony.is === "gone" ? "deleted" : "kept";
    const fields = Object.keys(this.#facts.stream.fromRequest ?? {});
    if (isOfPart === true || fields.length === 0) return "kept";
    const part = keyOfFields(fields, testimony.object);
    if (part === row.part.key) return "kept";
    return this.#read.left.has(part) || this.#rows.parts.has(part) ? { movedTo: part } : "deleted";
  }
}

/** Returns whether rows can be absent from a list without being deleted. */
function canHideRows({ hidesByRole, rows }: Stream): boolean {
  return hidesByRole === true || rows === "first_page";
}

/** Returns the object that a row is. */
function objectOfRow({ key, part }: KnownRow, { operation, primaryKey, archives }: Stream): Suspect | undefined {
  const object = rowObjects[operation];
  const adAccount = archives === true ? { adAccount: part.key } : {};
  return object && { object, id: asText(Object.values(keyFrom(key, primaryKey)).at(-1)), ...adAccount };
}

/** Returns the board or Pin that a part is. */
function objectOfPart({ key }: Part, stream: Stream): Suspect | undefined {
  const [name = "", ...more] = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  const object = more.length === 0 ? partObjects[name] : undefined;
  return object && { object, id: key };
}

/*
 * A parent can be absent from its list without being deleted: the user lost a role in the ad account, or deselected the region, or the
 * stream skips the parent. What is below such a parent is in a container, identified by its first ID. If the container is absent, its rows stay.
 */

/** Returns whether the rows of a partition that is no longer found count as absent. They don't if its parent is a container. */
function canVanish(stream: Stream, streams: ReadonlyMap<string, Stream>): boolean {
  const kinds = childPartitionsOf(stream);
  return kinds.length > 0 && !kinds.some(({ parent }) => isContainer(parent, streams));
}

/** Returns whether partitions are in a container. */
function isContained(stream: Stream, streams: ReadonlyMap<string, Stream>): boolean {
  const kinds = withAncestors([stream], streams).flatMap(childPartitionsOf);
  return kinds.some(({ parent }) => isContainer(parent, streams));
}

function isContainer({ where, stream }: Parent, streams: ReadonlyMap<string, Stream>): boolean {
  const of = streamNamed(stream, streams);
  const isOfSetting = of.partitions.of === "values" && of.partitions.each.some(({ setting }) => setting !== undefined);
  return where !== undefined || canHideRows(of) || isOfSetting;
}
