import { asText, isObject, type JsonObject } from "../../src/json.ts";
import type { Database } from "./database.ts";

/** How the read of one stream went. */
export interface Outcome {
  readonly mode: string;
  records: number;
  status: string;
  /** Why the stream is not complete, in the connector's words. */
  problem?: string;
}

/** So many records are stored at once. */
const chunkSize = 20_000;
const recordHead = /^\{"type":"RECORD","record":\{"stream":"([^"]+)"/u;

/** Stores what a read writes, while the read goes on. */
export class Loader {
  /** By stream. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  records = 0;
  readonly #database: Database;
  readonly #startedAt = Date.now();
  #chunk = new Map<string, { lines: string[]; state?: JsonObject }>();
  #stored = Promise.resolve();

  /** @param modes the sync mode of each stream that is read */
  constructor(database: Database, modes: ReadonlyMap<string, string>) {
    this.#database = database;
    this.outcomes = new Map([...modes].map(([stream, mode]) => [stream, { mode, records: 0, status: "" }]));
  }

  /** Takes a message as it was written. It resolves once there is room for more. */
  async take(line: string): Promise<void> {
    const [, stream] = recordHead.exec(line) ?? [];
    const outcome = stream === undefined ? undefined : this.outcomes.get(stream);
    if (stream === undefined || outcome === undefined) {
      const message: unknown = JSON.parse(line);
      if (isObject(message)) this.#note(message);
      return;
    }
    outcome.records += 1;
    this.records += 1;
    this.#chunkOf(stream).lines.push(line);
    if (this.records % chunkSize === 0) await this.#store();
  }

  /** Stores the rest, and deletes what streams that were read in full do not have any more. */
  async finish(): Promise<void> {
    await this.#store();
    await this.#stored;
    for (const [stream, { mode, status }] of this.outcomes) {
      if (mode === "full_refresh" && status === "COMPLETE") await this.#database.dropOlder(stream, this.#startedAt);
    }
  }

  async #store(): Promise<void> {
    const chunk = this.#chunk;
    this.#chunk = new Map();
    await this.#stored;
    this.#stored = (async () => {
      for (const [stream, { lines, state }] of chunk) await this.#database.store(stream, lines, state);
    })();
    // Whoever waits for it next is told.
    this.#stored.catch(() => undefined);
  }

  #chunkOf(stream: string): { lines: string[]; state?: JsonObject } {
    const chunk = this.#chunk.get(stream) ?? { lines: [] };
    this.#chunk.set(stream, chunk);
    return chunk;
  }

  #note({ state, trace }: JsonObject): void {
    if (isObject(state) && isObject(state.stream)) {
      this.#chunkOf(nameOf(state.stream.stream_descriptor)).state = state;
    } else if (isObject(trace) && isObject(trace.stream_status)) {
      const outcome = this.outcomes.get(nameOf(trace.stream_status.stream_descriptor));
      if (outcome !== undefined) outcome.status = asText(trace.stream_status.status);
    } else if (isObject(trace) && isObject(trace.error)) {
      const outcome = this.outcomes.get(nameOf(trace.error.stream_descriptor));
      if (outcome === undefined) throw new Error(asText(trace.error.message));
      outcome.problem = asText(trace.error.message);
    }
  }
}

function nameOf(descriptor: unknown): string {
  return isObject(descriptor) ? asText(descriptor.name) : "";
}
