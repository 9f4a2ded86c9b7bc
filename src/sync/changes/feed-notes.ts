import type { JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import type { Progress } from "../progress/progress.ts";
import { placeOf } from "./places.ts";
import type { TrackedRows } from "./tracked-rows.ts";

/** The progress of a list that is read as far as it is new, and the rows that it has brought. */
export function noting<Position>(
  progress: Progress<Position>,
  rows: TrackedRows,
  places: ReadonlySet<string>,
  toState: (frame: JsonObject) => JsonObject,
): Progress<Position> {
  return {
    nextPass: () => progress.nextPass(),
    begin: <Parent extends Partition>(parents: readonly Parent[]) => progress.begin(parents),
    open: (parent, partitions) => progress.open(parent, partitions),
    positionOf: (slice) => progress.positionOf(slice),
    advance: (slice, page) => {
      const [partition] = slice.members;
      const place = partition === undefined ? "" : placeOf(partition, places);
      for (const record of page.records) rows.note(rows.scanned(record, place), false);
      progress.advance(slice, page);
    },
    isLeft: (slice) => progress.isLeft(slice),
    close: (parent, partitions) => progress.close(parent, partitions),
    endPass: (isMissing, isPartial) => progress.endPass(isMissing, isPartial),
    toState: () => toState(progress.toState()),
    endState: () => toState(progress.toState()),
  };
}
