import { asText, isStringArray, type JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { Bed } from "../bed/bed.ts";
import type { Connector } from "../bed/in-process.ts";
import { configure, endsOf, lastStates, recordsOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";
import type { Sync, World } from "./worlds.ts";

/** The rows of a destination table by primary key. */
export type Rows = ReadonlyMap<string, JsonObject>;

/** What one sync requested and emitted. */
export interface Observed {
  /** The number of requests by operation. */
  readonly requests: ReadonlyMap<string, number>;
  /** The number of records by stream. */
  readonly records: ReadonlyMap<string, number>;
  /** The outcome by stream: COMPLETE, or the failure type. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** A version that reads a world of its own into a destination. */
export class Reading {
  /** The names of the streams that the version offers. */
  readonly streams: readonly string[];
  readonly #bed: Bed;
  readonly #catalog: JsonObject;
  readonly #tables: Map<string, Table>;
  readonly #replaced: readonly JsonObject[];
  #states: readonly JsonObject[] = [];
  #syncs = 0;

  private constructor(bed: Bed, offered: readonly JsonObject[], mode: World["mode"]) {
    this.#bed = bed;
    this.streams = offered.map(({ name }) => asText(name));
    this.#catalog = configure(offered, mode);
    this.#tables = new Map(offered.map((stream) => [asText(stream.name), tableOf(stream)]));
    this.#replaced = offered.filter((stream) => isReplaced(stream, mode));
  }

  static async open({ account, streams, mode, prepare }: World, connector: Connector): Promise<Reading> {
    const bed = await Bed.open({ ...account, connector });
    const offered = (await bed.offered()).filter(({ name }) => streams.includes(asText(name)));
    prepare?.(bed);
    return new Reading(bed, offered, mode);
  }

  /** Runs one sync as the platform does: in attempts of one job, each from the last states that arrived. */
  async sync({ change, cuts = [] }: Sync): Promise<Observed> {
    const { journal } = this.#bed.simulator;
    change?.(this.#bed);
    journal.clear();
    this.#syncs += 1;
    const records = new Map<string, number>();
    let statuses: ReadonlyMap<string, string> = new Map();
    for (const stream of this.#replaced) this.#tables.set(asText(stream.name), tableOf(stream));
    for (const cut of [...cuts, 1]) {
      const options = { states: this.#states, job: String(this.#syncs) };
      const { messages, stderr } = await this.#bed.read(this.#catalog, options);
      if (stderr !== "") throw new Error(stderr);
      const arrived = messages.slice(0, Math.ceil(messages.length * cut));
      this.#states = lastStates(arrived, this.#states);
      statuses = endsOf(arrived);
      for (const [stream, rows] of recordsOf(arrived)) {
        for (const { [updatedAt]: _, [deletedAt]: deleted, ...record } of rows) {
          const table = this.#tables.get(stream);
          if (typeof deleted === "string") table?.remove(record);
          else table?.add([record]);
        }
        records.set(stream, (records.get(stream) ?? 0) + rows.length);
      }
    }
    const requests = new Map<string, number>();
    for (const { operation, path } of journal.entries) {
      const name = operation ?? path;
      requests.set(name, (requests.get(name) ?? 0) + 1);
    }
    return { requests, records, statuses };
  }

  rowsOf(stream: string): Rows {
    return this.#tables.get(stream)?.rows ?? new Map();
  }

  close(): Promise<void> {
    return this.#bed.close();
  }
}

/** Returns an empty table by the stream's primary key. */
function tableOf({ name, source_defined_primary_key: key }: JsonObject): Table {
  return new Table(
    asText(name),
    Array.isArray(key) ? key.map((path) => (isStringArray(path) ? path.join(".") : "")) : [],
  );
}

/** Whether each sync replaces the stream's rows. */
function isReplaced({ supported_sync_modes: modes }: JsonObject, mode: World["mode"]): boolean {
  return mode === "full_refresh" || !(Array.isArray(modes) && modes.includes("incremental"));
}
