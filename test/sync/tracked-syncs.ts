import { asText, type JsonObject } from "../../src/base/json.ts";
import type { Config } from "../../src/config/config.ts";
import type { ConfiguredStream } from "../../src/protocol/configured-catalog.ts";
import { updatedAt } from "../../src/streams/tracking.ts";
import { configured, type Script, scriptedRead } from "./scripted-read.ts";

/** A tracked stream and its destination, from sync to sync. */
export class Syncs {
  readonly table = new Map<string, JsonObject>();
  #state: JsonObject | undefined;
  #day = 0;
  readonly #name: string;
  readonly #key: readonly string[];

  constructor(name: string, ...key: readonly string[]) {
    this.#name = name;
    this.#key = key;
  }

  /** Syncs once. Returns, among others, the emitted keys: `+1` is a record, `-1` a tombstone. */
  async run(
    script: Script,
    {
      config = {},
      as = {},
      days = 1,
      scopes,
    }: { config?: Partial<Config>; as?: Partial<ConfiguredStream>; days?: number; scopes?: string } = {},
  ) {
    const name = this.#name;
    this.#day += days;
    const { log, api, complete } = await scriptedRead(
      [{ ...configured(name, "incremental"), cursorField: updatedAt, ...as }],
      script,
      {
        state: { [name]: this.#state },
        config: { trackChanges: [name], ...config },
        scopes,
        now: new Date(Date.parse("2026-06-01T12:00:00Z") + this.#day * 86_400_000).toISOString(),
      },
    );
    const records = await log.records(name);
    for (const record of records) {
      const key = this.keyOf(record);
      if (typeof record._ab_cdc_deleted_at === "string") this.table.delete(key);
      else this.table.set(key, record);
    }
    this.#state = (await log.states(name)).at(-1);
    const written = records.map((each) => `${each._ab_cdc_deleted_at === null ? "+" : "-"}${this.keyOf(each)}`);
    return {
      written,
      records,
      complete,
      lines: await log.lines(),
      requests: api.requests,
      logs: [...(await log.logs("WARN")), ...(await log.logs("INFO"))],
    };
  }

  /** Syncs twice, which confirms that records are absent. Returns the keys that both syncs emitted. */
  async twice(...[script, options]: Parameters<Syncs["run"]>): Promise<readonly string[]> {
    const first = await this.run(script, options);
    return [...first.written, ...(await this.run(script, options)).written];
  }

  keyOf(record: JsonObject): string {
    return this.#key.map((field) => asText(record[field])).join("/");
  }
}
