import type { JsonObject } from "../json.ts";

/** One request and its outcome. */
export interface JournalEntry {
  readonly method: string;
  /** The operation ID; null for an unknown path. */
  readonly operation: string | null;
  /** The requested path, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The JSON object of a POST; null if there is none. */
  readonly body: JsonObject | null;
  /** The response status; null if the connection broke first. */
  readonly status: number | null;
}

/** All API requests, in the order of their responses. */
export class Journal {
  #entries: JournalEntry[] = [];
  #requests = 0;
  readonly #watchers = new Set<(entry: JournalEntry) => void>();

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Returns the ID of a new request, which no other one has. */
  nextRequestId(): string {
    this.#requests += 1;
    return String(1_000_000_000_000_000 + this.#requests);
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    for (const watcher of this.#watchers) watcher(entry);
  }

  /** Calls the watcher for each request, just before its response is sent. Returns a function that unsubscribes. */
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
