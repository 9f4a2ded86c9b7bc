import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../../src/json.ts";

/** One request as it was answered. */
export interface JournalEntry {
  /** Simulated time, ISO 8601 in UTC. */
  readonly time: string;
  readonly method: string;
  /** The operationId; null for an address that is none. */
  readonly operation: string | null;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The JSON object of a POST; null where there was none. */
  readonly body: JsonObject | null;
  /** The status that was sent; null when the connection broke before one was. */
  readonly status: number | null;
  /** Tells tokens apart without telling them. */
  readonly authorization: string | null;
}

/** Every API request, in the order of the answers. */
export class Journal {
  #entries: JournalEntry[] = [];
  readonly #watchers = new Set<(entry: JournalEntry) => void>();

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    for (const watcher of this.#watchers) watcher(entry);
  }

  /** Tells of each request, just before its answer leaves. Returns what ends that. */
  watch(watcher: (entry: JournalEntry) => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  clear(): void {
    this.#entries = [];
  }
}

export function shortHash(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return createHash("sha256").update(authorization).digest("hex").slice(0, 8);
}

export function queryRecord(query: URLSearchParams): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

export function bodyRecord(body: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
