import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { settingTitle } from "../../setting-titles.ts";
import type { ReadSummary } from "../output/read-summary.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { deniedError, describeResource, resourceOf } from "./resource.ts";

/** So many resources that a stream skips for one reason are named; the others are counted. */
const maxNamed = 10;

/** What a stream skips: it tells the user of it, and which of it the user had asked for by name. */
export class Skips {
  readonly #read: Pick<StreamRead, "stream" | "log">;
  readonly #context: ReadContext;
  readonly #summary: ReadSummary;
  /** What was skipped for each reason, and how much of it was told in a warning of this stream. */
  readonly #skipped = new Map<string, { readonly all: Set<string>; named: number }>();
  #denied: ConnectorError | undefined;

  constructor(read: Pick<StreamRead, "stream" | "log">, context: ReadContext, summary: ReadSummary) {
    this.#read = read;
    this.#context = context;
    this.#summary = summary;
  }

  /**
   * Tells the user that something is skipped, once in a run for each family of streams and reason.
   * @param about what of a request says what it is for
   */
  tell(error: ApiError, about: Parameters): void {
    const { client, told } = this.#context;
    const { ad_account_id: account } = about;
    const isOfAdAccount = account !== undefined && client.isAdAccountDenied(error.operation, about);
    const parameters: Parameters = isOfAdAccount ? { ad_account_id: account } : about;
    const skipped = entryOf(this.#skipped, error.message, () => ({ all: new Set(), named: 0 }));
    skipped.all.add(describeResource(error.operation, parameters));
    if (skipped.named >= maxNamed) return;
    const notice = skipWarning(error, parameters, told);
    if (notice === undefined) return;
    skipped.named += 1;
    this.#read.log("WARN", notice);
  }

  /** Notes that access to a resource is denied, or that it is not found: an error where the user named it. */
  deny(error: ApiError, parameters: Parameters): void {
    const { client, config } = this.#context;
    this.#denied ??= deniedError(error, parameters, config, client.isAdAccountDenied(error.operation, parameters));
  }

  /** Tells of values that a partition is cut by and that the API rejects. */
  reject(error: ApiError, values: Parameters): void {
    this.tell(error, values);
    const lists = Object.entries(values).map(
      ([name, value]) => [name, typeof value === "object" ? value : [String(value)]] as const,
    );
    this.#context.rejectedValues.lose(this.#read.stream.name, Object.fromEntries(lists), error);
  }

  /**
   * The error for what the user asked for by name and could not have, to be reported when all else is read; undefined:
   * there is none.
   */
  get unmet(): ConnectorError | undefined {
    const { name, named } = this.#read.stream;
    const { config, rejectedValues } = this.#context;
    const rejected = rejectedValues.unmet(name, named?.(config) ?? []);
    return this.#denied ?? rejected;
  }

  /** Tells how much was skipped beyond what this stream has named. */
  sumUp(): void {
    for (const [reason, { all, named }] of this.#skipped) {
      this.#summary.skip(all.size, reason);
      const others = all.size - named;
      if (others <= 0) continue;
      const [first = ""] = all;
      const what = named > 0 ? `${others} more` : others === 1 ? first : `${first} and ${others - 1} more`;
      // Another stream has told of what this one did not name, unless it was too much.
      this.#read.log(named < maxNamed ? "INFO" : "WARN", `skipped ${what}: ${reason}`);
    }
    this.#skipped.clear();
  }
}

/**
 * What to tell of a resource that is skipped: once for each family of streams (those under one rate limit) and reason.
 * @param told what the user was told in this run
 * @returns undefined when it was told before
 */
export function skipWarning(error: ApiError, parameters: Parameters, told: Set<string>): string | undefined {
  const { operation, reason, message } = error;
  const what = describeResource(operation, parameters);
  const key = JSON.stringify([operationNamed(operation).category, what, reason]);
  if (told.has(key)) return undefined;
  told.add(key);
  return `skipped ${what}: ${message}. ${adviceFor(error, parameters)}`;
}

function adviceFor({ kind, operation }: ApiError, parameters: Parameters): string {
  if (kind === "invalid_request") return "Check the value; if it is right, the connector is at fault.";
  if (kind === "not_found") return "It may have been deleted since it was listed.";
  return resourceOf(operation, parameters).adAccountKey === undefined
    ? "To sync it, ask its owner for access."
    : `To sync it, ask for a role that may read it; to leave it out, list the others in "${settingTitle(["ad_account_ids"])}".`;
}
