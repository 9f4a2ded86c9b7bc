import type { Config } from "../../config/config.ts";
import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { settingTitle } from "../../setting-titles.ts";
import type { Stream } from "../../streams/stream.ts";
import type { ReadSummary } from "../output/read-summary.ts";
import type { AccessClient } from "./access-client.ts";
import type { LostValues, RejectedValues } from "./rejected-values.ts";
import { describeResource, resourceOf } from "./resource.ts";

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
    const skipped = entryOf(this.#skipped, error.message, () => ({ all: new Set(), named: 0 }));
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

/** What the user was told in a run: each thing is told once. */
export class Notices {
  readonly #told = new Set<string>();

  /**
   * What to tell of a resource that is skipped: once for each family of streams (those under one rate limit) and reason.
   * @returns undefined when it was told before
   */
  ofSkipped(error: ApiError, parameters: Parameters): string | undefined {
    const { operation, reason, message } = error;
    const what = describeResource(operation, parameters);
    const key = JSON.stringify([operationNamed(operation).category, what, reason]);
    if (this.#told.has(key)) return undefined;
    this.#told.add(key);
    return `skipped ${what}: ${message}. ${adviceFor(error, parameters)}`;
  }
}

function adviceFor({ kind, operation }: ApiError, parameters: Parameters): string {
  if (kind === "invalid_request") return "Check the value; if it is right, the connector is at fault.";
  if (kind === "not_found") return "It may have been deleted since it was listed.";
  return resourceOf(operation, parameters).adAccountKey === undefined
    ? "To sync it, ask its owner for access."
    : `To sync it, ask for a role that may read it; to leave it out, list the others in "${settingTitle(["ad_account_ids"])}".`;
}

/** A resource that the user named in a setting. */
interface NamedResource {
  readonly setting: "ad_account_ids" | "board_ids";
  readonly id: string;
}

/** The resource that a request was about, where the user named it; of a smaller thing in it, undefined. */
export function namedResource(
  operation: string,
  parameters: Parameters,
  config: Config,
  isAdAccountDenied: boolean,
): NamedResource | undefined {
  const { ad_account_id: account, board_id: board, ...others } = parameters;
  const isAlone = !Object.keys(others).some((name) => /_ids?$/u.test(name));
  if (typeof account === "string" && config.adAccountIds.includes(account)) {
    const isWhole = isAdAccountDenied || (isAlone && resourceOf(operation, parameters).adAccountKey !== undefined);
    return isWhole ? { setting: "ad_account_ids", id: account } : undefined;
  }
  return typeof board === "string" && config.boardIds.includes(board) && isAlone
    ? { setting: "board_ids", id: board }
    : undefined;
}

/** The error for a resource that the user named and that cannot be read; all else was. */
export function deniedError({ setting, id }: NamedResource, error: ApiError): ConnectorError {
  const title = settingTitle([setting]);
  return unmetError(
    `"${title}": ${id} cannot be read with ${error.operation}. Ask for access to it, or remove it from "${title}".`,
    error,
  );
}

/** The error for values that the user named and that Pinterest rejects; all else was read. */
export function rejectedError({ setting, values, error }: LostValues): ConnectorError {
  const title = settingTitle(setting);
  return unmetError(
    `"${title}": Pinterest rejected ${values.join(", ")}. Correct ${values.length === 1 ? "it" : "them"} or remove ${values.length === 1 ? "it" : "them"} from "${title}".`,
    error,
  );
}

function unmetError(message: string, error: ApiError): ConnectorError {
  const { message: internalMessage, reason } = error;
  return new ConnectorError("config_error", `${message} Everything else was synced. Pinterest's response: ${reason}`, {
    internalMessage,
    cause: error,
  });
}
