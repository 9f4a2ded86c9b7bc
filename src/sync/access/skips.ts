import type { Config } from "../../config/config.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import type { Stream } from "../../streams/stream.ts";
import type { ReadSummary } from "../output/read-summary.ts";
import type { AccessClient } from "./access-client.ts";
import type { Notices } from "./notices.ts";
import type { RejectedValues } from "./rejected-values.ts";
import { describeResource } from "./resource.ts";
import { deniedError, namedResource, rejectedError } from "./unmet.ts";

/** So many resources that a stream skips for one reason are named; the others are counted. */
const maxNamed = 10;

/** What telling of skips takes. */
export interface SkipsDependencies {
  readonly stream: Pick<Stream, "name" | "named">;
  readonly config: Config;
  readonly client: Pick<AccessClient, "isAdAccountDenied">;
  readonly rejectedValues: RejectedValues;
  readonly notices: Notices;
  readonly log: (level: "INFO" | "WARN", message: string) => void;
  readonly summary?: Pick<ReadSummary, "skip">;
}

/** What a stream skips: it tells the user of it, and which of it the user had asked for by name. */
export class Skips {
  readonly #dependencies: SkipsDependencies;
  /** What was skipped for each reason, and how much of it was told in a warning of this stream. */
  readonly #skipped = new Map<string, { readonly all: Set<string>; named: number }>();
  #denied: ConnectorError | undefined;

  constructor(dependencies: SkipsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Tells the user that something is skipped, once in a run for each family of streams and reason.
   * @param about what of a request says what it is for
   */
  tell(error: ApiError, about: Parameters): void {
    const { client } = this.#dependencies;
    const { ad_account_id: account } = about;
    const isOfAdAccount = account !== undefined && client.isAdAccountDenied(error.operation, about);
    const parameters: Parameters = isOfAdAccount ? { ad_account_id: account } : about;
    const skipped = this.#skipped.get(error.message) ?? { all: new Set(), named: 0 };
    this.#skipped.set(error.message, skipped);
    skipped.all.add(describeResource(error.operation, parameters));
    if (skipped.named >= maxNamed) return;
    const { notices, log } = this.#dependencies;
    const notice = notices.ofSkipped(error, parameters);
    if (notice === undefined) return;
    skipped.named += 1;
    log("WARN", notice);
  }

  /** Notes that access to a resource is denied, or that it is not found: an error where the user named it. */
  deny(error: ApiError, parameters: Parameters): void {
    const { client, config } = this.#dependencies;
    const isAdAccountDenied = client.isAdAccountDenied(error.operation, parameters);
    const named = namedResource(error.operation, parameters, config, isAdAccountDenied);
    if (named !== undefined) this.#denied ??= deniedError(named, error);
  }

  /** Tells of values that a partition is cut by and that the API rejects. */
  reject(error: ApiError, values: Parameters): void {
    const { stream, rejectedValues } = this.#dependencies;
    this.tell(error, values);
    const lists = Object.entries(values).map(
      ([name, value]) => [name, typeof value === "object" ? value : [String(value)]] as const,
    );
    rejectedValues.lose(stream.name, Object.fromEntries(lists), error);
  }

  /**
   * The error for what the user asked for by name and could not have, to be reported when all else is read; undefined:
   * there is none.
   */
  get unmet(): ConnectorError | undefined {
    const { stream, config, rejectedValues } = this.#dependencies;
    const [lost] = rejectedValues.lostOf(stream.name, stream.named?.(config) ?? []);
    return this.#denied ?? (lost === undefined ? undefined : rejectedError(lost));
  }

  /** Tells how much was skipped beyond what this stream has named. */
  sumUp(): void {
    for (const [reason, { all, named }] of this.#skipped) {
      this.#dependencies.summary?.skip(all.size, reason);
      const others = all.size - named;
      if (others <= 0) continue;
      const [first = ""] = all;
      const what = named > 0 ? `${others} more` : others === 1 ? first : `${first} and ${others - 1} more`;
      // Another stream has told of what this one did not name, unless it was too much.
      this.#dependencies.log(named < maxNamed ? "INFO" : "WARN", `skipped ${what}: ${reason}`);
    }
    this.#skipped.clear();
  }
}
