import { asText, type JsonObject } from "../../src/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
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
    for (const { name, reading } of this.#members) {
      const table = reading.by === "list" ? new Table(name) : this.table(name);
      this.#tables.set(name, table.add(records.get(name) ?? []));
    }
  }

  table(name: string): Table {
    return this.#tables.get(name) ?? new Table(name);
  }

  /** Fails unless the tables hold the current rows. */
  assertMatches(expectedOf: (name: string) => readonly JsonObject[]): void {
    assertEachNamed(this.#members, ({ name, reading }) => {
      const table = this.table(name);
      const expected = expectedOf(name);
      if ("cursor" in reading && reading.by !== "feed") {
        // Days that the API no longer returns stay in the table.
        const first = expected.map((row) => asText(row[reading.cursor])).sort()[0] ?? "";
        // Names are from the time of the read.
        table.from(reading.cursor, first).assertEquals(expected, ["CAMPAIGN_NAME", "AD_GROUP_NAME"]);
      } else if (this.#syncs > 1 && reading.by === "feed" && reading.order === "newest_first") {
        // Pins of an earlier sync keep the metrics of that time, so only keys count.
        table.assertKeys(new Table(name).add(expected).keys);
      } else {
        table.assertEquals(expected, ["summary_status"]);
      }
    });
  }
}
