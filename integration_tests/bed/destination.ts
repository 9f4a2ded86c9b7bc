import { asText, type JsonObject } from "../../src/base/json.ts";
import { isByDate, type Stream } from "../../src/streams/stream.ts";
import { cursorOf, deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { assertEachNamed } from "../../test/assert-each.ts";
import { Table } from "./table.ts";

/** A destination after syncs of some streams, each in its richest mode. */
export class Destination {
  readonly #members: readonly Stream[];
  readonly #tables = new Map<string, Table>();
  #syncs = 0;

  constructor(members: readonly Stream[]) {
    this.#members = members;
  }

  /** Adds the records of a sync; replaces streams without a cursor. */
  add(records: ReadonlyMap<string, readonly JsonObject[]>): void {
    this.#syncs += 1;
    for (const stream of this.#members) {
      const { name } = stream;
      const table = isReplaced(stream) ? new Table(name) : this.table(name);
      this.#tables.set(name, table);
      for (const { [updatedAt]: _, [deletedAt]: deleted = null, ...record } of records.get(name) ?? []) {
        if (deleted === null) table.add([record]);
        else table.remove(record);
      }
    }
  }

  table(name: string): Table {
    return this.#tables.get(name) ?? new Table(name);
  }

  /** Fails unless the tables hold the current rows. */
  assertMatches(expectedOf: (name: string) => readonly JsonObject[]): void {
    assertEachNamed(this.#members, (stream) => {
      const { name, reading } = stream;
      const expected = expectedOf(name);
      // Days that the API no longer returns stay in the table.
      const days = isByDate(reading) || reading.by === "snapshot" ? reading.cursor : undefined;
      const first = days === undefined ? "" : (expected.map((row) => asText(row[days])).sort()[0] ?? "");
      const table = days === undefined ? this.table(name) : this.table(name).from(days, first);
      const isNewestFirst = reading.by === "newest_first" && stream.isTracked !== true;
      // Pins of an earlier sync keep the metrics of that time, so only keys count.
      if (this.#syncs > 1 && isNewestFirst) table.assertKeys(new Table(name).add(expected).keys);
      else if (this.#syncs > 1 && reading.by === "lookup") table.assertEquals(expected, ["pin_metrics"]);
      // Names are from the time of the read.
      else table.assertEquals(expected, days === undefined ? [] : ["CAMPAIGN_NAME", "AD_GROUP_NAME"]);
    });
  }
}

const isReplaced = (stream: Stream) => cursorOf(stream) === undefined;
