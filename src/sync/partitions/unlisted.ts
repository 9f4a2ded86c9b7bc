import { asText, type Json, type JsonObject } from "../../base/json.ts";
import type { Stream } from "../../streams/stream.ts";

/** The maximum number of records that a run requests by ID because others of the same run name them. */
const maxNew = 100;

/**
 * Knows the IDs of records that the list of a stream lacks: from a setting, from the states of earlier runs, and from another
 * stream's records in this run.
 */
export class Unlisted {
  /** The stream; undefined: nothing in this run needs its list. */
  readonly #stream: Stream | undefined;
  readonly #listed = new Set<string>();
  /** By ID in a state: the account of the state. */
  readonly #kept = new Map<string, Json>();
  readonly #named = new Set<string>();

  /**
   * @param needed the configured streams and their ancestors
   * @param states the input states, by name
   */
  constructor(needed: readonly Stream[], states: ReadonlyMap<string, JsonObject>) {
    this.#stream = needed.find(({ unlisted }) => unlisted !== undefined);
    for (const name of [this.#stream?.name, this.#stream?.unlisted?.namedBy.stream]) {
      const { unlisted = null, account = null } = states.get(name ?? "") ?? {};
      for (const id of asText(unlisted).match(/\S+/gu) ?? []) this.#kept.set(id, account);
    }
  }

  /** Accepts records of any list. */
  note({ name }: Stream, records: readonly JsonObject[]): void {
    const { stream, field = "" } = this.#stream?.unlisted?.namedBy ?? {};
    if (name === this.#stream?.name) for (const { id } of records) this.#listed.add(asText(id));
    else if (name === stream) for (const record of records) this.#named.add(asText(record[field]));
  }

  /** Forgets an ID that is not found. */
  forget(id: string): void {
    this.#kept.delete(id);
    this.#named.delete(id);
  }

  /**
   * Returns the IDs to request, when the list is complete, and the number of others that a later run requests.
   * @param given those in the setting
   * @param accountOf returns that of this run; undefined: unknown
   */
  async missing(given: readonly string[], accountOf: () => Promise<string | undefined>) {
    const account = this.#kept.size === 0 ? undefined : await accountOf();
    const known = this.#unlisted([...given, ...this.#keptOf(account)]);
    const ids = this.#unlisted([...known, ...this.#named]);
    return { ids: ids.slice(0, known.length + maxNew), left: Math.max(0, ids.length - known.length - maxNew) };
  }

  /**
   * Returns the member of a state: of the stream, and of the one that names records, since platforms drop the state of a full refresh.
   * Until the list is complete, it can have some of the IDs.
   */
  toState({ name }: Stream, account: string | undefined): { readonly unlisted?: string } {
    if (name !== this.#stream?.name && name !== this.#stream?.unlisted?.namedBy.stream) return {};
    const ids = this.#unlisted([...this.#keptOf(account), ...this.#named]);
    return ids.length === 0 ? {} : { unlisted: ids.join(" ") };
  }

  #keptOf(account: string | undefined): readonly string[] {
    const isOfAccount = (of: Json) => of === null || account === undefined || of === account;
    return [...this.#kept].flatMap(([id, of]) => (isOfAccount(of) ? [id] : []));
  }

  /** Returns the distinct IDs that the list lacks so far. */
  #unlisted(ids: readonly string[]): readonly string[] {
    return [...new Set(ids)].filter((id) => id !== "" && !this.#listed.has(id));
  }
}
