import { entryOf } from "../../base/entry-of.ts";
import { asText } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Stream } from "../../streams/stream.ts";

/** The ad accounts that are denied in this run. */
export class Denials {
  readonly #errors = new Map<string, Map<string, ApiError>>();

  /** Returns those that count for a stream, by ID: a role can allow one operation, or level of reports, and deny another. */
  of({ operation, reading }: Stream, config: Config): Map<string, ApiError> {
    const level = reading.by === "report" ? asText(reading.body(config).level) : "";
    return entryOf(this.#errors, `${operation} ${level}`, () => new Map());
  }
}
