import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import type { SettingNames } from "../../setting-names.ts";
import { unavailableError } from "../explain.ts";
import type { ReadSummary } from "../output/read-summary.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { deniedError, describeResource, resourceOf } from "./resource.ts";

/** The maximum number of skipped resources that a stream names per reason. The others are counted. */
const maxNamed = 10;

/** Logs the resources and values that a stream skips, and finds those that the user named. */
export class Skips {
  readonly #read: Pick<StreamRead, "stream" | "log">;
  readonly #context: ReadContext;
  readonly #summary: ReadSummary;
  /** By reason: what was skipped, and how much of it this stream named in warnings. */
  readonly #skipped = new Map<string, { readonly all: Set<string>; named: number }>();
  #denied: ConnectorError | undefined;

  constructor(read: Pick<StreamRead, "stream" | "log">, context: ReadContext, summary: ReadSummary) {
    this.#read = read;
    this.#context = context;
    this.#summary = summary;
  }

  /**
   * Warns that a resource is skipped, once per run, rate limit category, and reason.
   * @param resource the request parameters that identify the resource
   */
  warn(error: ApiError, resource: Parameters): void {
    const { client, config, warned } = this.#context;
    const { ad_account_id: account } = resource;
    const isOfAdAccount = account !== undefined && client.isAdAccountDenied(error.operation, resource);
    const parameters: Parameters = isOfAdAccount ? { ad_account_id: account } : resource;
    const skipped = entryOf(this.#skipped, error.message, () => ({ all: new Set(), named: 0 }));
    skipped.all.add(describeResource(error.operation, parameters));
    if (skipped.named >= maxNamed) return;
    const warning = skipWarning(error, parameters, warned, config.names);
    if (warning === undefined) return;
    skipped.named += 1;
    this.#read.log("WARN", warning);
  }

  /** Records a resource that is denied or not found. It is an error if the user named it. */
  deny(error: ApiError, parameters: Parameters): void {
    const { client, config } = this.#context;
    this.#denied ??= deniedError(error, parameters, config, client.isAdAccountDenied(error.operation, parameters));
  }

  /** Warns of rejected dimension values and records them. */
  reject(error: ApiError, values: Parameters): void {
    this.warn(error, values);
    const lists = Object.entries(values).map(
      ([name, value]) => [name, typeof value === "object" ? value : [String(value)]] as const,
    );
    this.#context.skippedValues.skip(this.#read.stream.name, Object.fromEntries(lists), error);
  }

  /**
   * The error for resources or values that the user named and that are unavailable, to report after everything else is
   * read; undefined: none.
   */
  get unavailable(): ConnectorError | undefined {
    const { name, named } = this.#read.stream;
    const { config, skippedValues } = this.#context;
    const rejected = skippedValues.problemOf(name, named?.(config) ?? [], config.names);
    return this.#denied ?? (rejected && unavailableError(rejected.message, rejected.error));
  }

  /** Logs how much was skipped beyond what this stream named. */
  logRemaining(): void {
    for (const [reason, { all, named }] of this.#skipped) {
      this.#summary.skip(all.size, reason);
      const others = all.size - named;
      if (others <= 0) continue;
      const [first = ""] = all;
      const what = named > 0 ? `${others} more` : others === 1 ? first : `${first} and ${others - 1} more`;
      // Unless the limit was reached, another stream has named the others.
      this.#read.log(named < maxNamed ? "INFO" : "WARN", `skipped ${what}: ${reason}`);
    }
    this.#skipped.clear();
  }
}

/**
 * Returns the warning for a skipped resource, once per rate limit category and reason.
 * @param warned keys of the warnings of this run; the new key is added
 * @returns undefined if the warning is a repetition
 */
export function skipWarning(
  error: ApiError,
  parameters: Parameters,
  warned: Set<string>,
  names: SettingNames,
): string | undefined {
  const { operation, reason, message } = error;
  const what = describeResource(operation, parameters);
  const key = JSON.stringify([operationNamed(operation).category, what, reason]);
  if (warned.has(key)) return undefined;
  warned.add(key);
  return `skipped ${what}: ${message}. ${adviceFor(error, parameters, names)}`;
}

function adviceFor({ kind, operation }: ApiError, parameters: Parameters, names: SettingNames): string {
  if (kind === "invalid_request") return "Check the value; if it is right, this is a bug of the connector.";
  if (kind === "not_found") return "It may have been deleted since it was listed.";
  if (kind === "no_catalog") return "The account has one, since its lists aren't empty, so a later sync may read it.";
  return resourceOf(operation, parameters).adAccountKey === undefined
    ? "To sync it, ask its owner for access."
    : `To sync it, ask for a role that can read it; to skip it, list the others in ${names.of(["ad_account_ids"])}.`;
}
