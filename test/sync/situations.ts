import assert from "node:assert/strict";
import { addDays } from "../../src/base/dates.ts";
import { asText } from "../../src/base/json.ts";
import type { ConfiguredStream } from "../../src/protocol/configured-catalog.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { type Read, type Script, type Situation, scriptedRead } from "./scripted-read.ts";

/** One sync, and what it must do. What isn't given must not happen: an error, or a warning. */
export interface Sync extends Situation {
  /** The API; by default that of the sync before. */
  readonly api?: Script;
  /** The IDs of the records of the first stream, in any order. */
  readonly ids?: readonly string[];
  /** The number of records by stream. */
  readonly counts?: Readonly<Record<string, number>>;
  /** The type and the message of the only error, which ends its stream INCOMPLETE. */
  readonly error?: readonly [failureType: string, message: RegExp];
  /** What the warnings match, one pattern per warning; `any`: whatever they are. */
  readonly warnings?: readonly RegExp[] | "any";
  /** The number of requests by path. */
  readonly calls?: Readonly<Record<string, number>>;
  readonly also?: (read: Read) => void;
}

/** Defines a test of syncs, each of which continues from the states of the one before. */
export function itSyncs(
  title: string,
  streams: string | readonly (string | ConfiguredStream)[],
  ...syncs: readonly Sync[]
): void {
  it(title, async () => {
    let last: Read | undefined;
    for (const [index, { api = () => undefined, ...sync }] of syncs.entries()) {
      last = await (last === undefined ? scriptedRead(streams, api, sync) : last.again(syncs[index]?.api, sync));
      assertDid(last, sync, `sync ${index + 1}`);
    }
  });
}

function assertDid(read: Read, { ids, counts = {}, error, warnings = [], calls = {}, also }: Sync, what: string): void {
  if (error === undefined) assert.deepEqual([read.errors, read.complete], [[], true], what);
  else {
    const [failureType, message] = error;
    assert.match(read.messageOf(failureType), message, what);
    assert.equal(read.complete, false, what);
  }
  if (ids !== undefined) assert.deepEqual(read.ids.toSorted(), ids.toSorted(), what);
  for (const [name, count] of Object.entries(counts))
    assert.equal(read.of(name).records.length, count, `${what}: ${name}`);
  for (const [path, count] of Object.entries(calls)) assert.equal(read.api.calls(path), count, `${what}: ${path}`);
  const lines = read.warnings === "" ? [] : read.warnings.split("\n");
  if (warnings !== "any") {
    assert.equal(lines.length, warnings.length, read.warnings);
    for (const pattern of warnings) assert.match(read.warnings, pattern, what);
  }
  also?.(read);
}

/** Returns the distinct values of a field of records, as text. */
export const valuesOf = (records: Read["records"], field: string) => [
  ...new Set(records.map(({ [field]: value }) => asText(value))),
];

/** A sync of a tracked stream. */
export interface TrackedSync extends Sync {
  /** The records in order: `+` and the ID, or `-` and the ID for a deletion. */
  readonly written?: readonly string[];
  /** The days since the sync before; by default one. */
  readonly after?: number;
}

/** Defines a test of daily syncs of a tracked stream. */
export function itTracks(title: string, name: string, ...syncs: readonly TrackedSync[]): void {
  let day = 0;
  const daily = syncs.map(({ written, after = 1, config, as, also, ...sync }): Sync => {
    day += after;
    return {
      ...sync,
      mode: "incremental",
      as: { cursorField: updatedAt, ...as },
      config: { trackChanges: [name], ...config },
      now: `${addDays("2026-06-01", day)}T12:00:00Z`,
      also: (read) => {
        if (written !== undefined) assert.deepEqual(changesIn(read), written, `day ${day}`);
        also?.(read);
      },
    };
  });
  itSyncs(title, name, ...daily);
}

/** Returns what a read of a tracked stream wrote, as in `TrackedSync`. */
const changesIn = ({ records }: Read) =>
  records.map(
    ({ id, pin_id: pin, username, [deletedAt]: at }) => `${at === null ? "+" : "-"}${asText(id ?? pin ?? username)}`,
  );
