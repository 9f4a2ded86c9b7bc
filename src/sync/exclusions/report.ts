import { countOf } from "../../base/count-of.ts";
import { entryOf } from "../../base/entry-of.ts";
import { firstTen } from "../../base/list-of.ts";
import type { Config } from "../../config/config.ts";
import type { SettingNames } from "../../config/setting-names.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import type { Lookup, Stream } from "../../streams/stream.ts";
import { isDenied } from "../failures/disposition.ts";
import { unavailableError } from "../failures/explain.ts";
import type { ReadSummary } from "../output/read-summary.ts";
import type { StreamLog } from "../stream-log.ts";
import { childPartitionsOf } from "../stream-partitions.ts";
import type { Exclusions } from "./exclusions.ts";
import { deniedError, describeParameters, describeResource, isValueList, nounOf, resourceOf } from "./resource.ts";
import type { Excluded } from "./stream-client.ts";

/** The maximum number of skipped resources that a stream names per reason. The others are counted. */
const maxNamed = 10;

/** What a run knows of exclusions and settings. */
export interface ReportFacts {
  readonly config: Config;
  readonly exclusions: Exclusions;
  readonly settings: NamedSettings;
}

/** Logs the resources and values that a stream is read without, and finds those that the user named. */
export class ExclusionReport {
  readonly #stream: Stream;
  readonly #log: StreamLog;
  readonly #context: ReportFacts;
  readonly #summary: ReadSummary;
  /** By reason: what was skipped, and how much of it this stream named in warnings. */
  readonly #skipped = new Map<string, { readonly all: Set<string>; named: number }>();
  /** The missing objects of a lookup: those that are denied, and those that are not found. */
  readonly #missing = { denied: new Set<string>(), gone: new Set<string>() };
  #denied: ConnectorError | undefined;

  constructor(
    { stream, log }: { readonly stream: Stream; readonly log: StreamLog },
    context: ReportFacts,
    summary: ReadSummary,
  ) {
    this.#stream = stream;
    this.#log = log;
    this.#context = context;
    this.#summary = summary;
  }

  /**
   * Warns that a resource is skipped, once per run, rate limit category, and reason.
   * @param resource the request parameters that identify the resource
   */
  skip(error: ApiError, resource: Parameters): void {
    const { ad_account_id: account } = resource;
    const isOfAccount = account !== undefined && this.#context.exclusions.isAccountDenied(error.operation, resource);
    const parameters: Parameters = isOfAccount ? { ad_account_id: account } : resource;
    const skipped = entryOf(this.#skipped, error.response, () => ({ all: new Set(), named: 0 }));
    skipped.all.add(describeResource(error.operation, parameters));
    if (skipped.named < maxNamed && warnOfSkip(error, parameters, this.#log, this.#context.config.names))
      skipped.named += 1;
  }

  /** Records a resource that is denied or not found. It is an error if the user named it. */
  deny(error: ApiError, parameters: Parameters): void {
    const { config, exclusions } = this.#context;
    this.#denied ??= deniedError(error, parameters, config, exclusions.isAccountDenied(error.operation, parameters));
  }

  /** Records an object of a lookup that is denied or not found. @param parameters those that identify it */
  miss(error: ApiError, parameters: Parameters): void {
    this.#missing[isDenied(error) ? "denied" : "gone"].add(describeParameters(parameters));
    this.#summary.skip(1, error.response);
  }

  /** Warns of the missing objects of a lookup, by reason. */
  #logMissing({ object, deniedDays, ask }: Lookup): void {
    const [parents = ""] = childPartitionsOf(this.#stream).map(({ parent }) => parent.stream);
    const { denied, gone } = this.#missing;
    const count = ({ size }: ReadonlySet<string>) => countOf(size, object);
    if (gone.size > 0) {
      const text = `Pinterest no longer has ${count(gone)}: ${firstTen([...gone], "; ")}. The connector asks again after a change in the ${parents}.`;
      this.#log("WARN", text);
    }
    if (denied.size > 0) {
      const text = `Pinterest denied access to ${count(denied)}: ${firstTen([...denied], "; ")}. ${ask} The connector asks again after ${deniedDays} days, or after a change in the ${parents}.`;
      this.#log("WARN", text);
    }
    denied.clear();
    gone.clear();
  }

  /** Warns of values that the API rejects in the requests of an operation and account. */
  exclude({ rejected, parameters, since }: Excluded): void {
    const [first] = rejected;
    if (first === undefined) return;
    const values = rejected.map(({ value }) => value);
    const { ad_account_id: account } = parameters;
    const them = values.length === 1 ? "it" : "them";
    const isOfFields = first.parameter === "columns" || first.parameter === "metric_types";
    const cells = isOfFields
      ? values.length === 1
        ? "its cells are empty"
        : "their cells are empty"
      : "their rows are missing";
    const text = [
      `Pinterest rejected the ${nounOf(first.parameter)} ${values.join(", ")}${account === undefined ? "" : ` for ad account ${String(account)}`}, and accepted the request without ${them}: ${cells}${since === undefined ? "" : ` from ${since} on`}.`,
      `Once Pinterest accepts ${them}, refresh the stream to fill them. If your settings name ${them}, remove ${them} there.`,
      `Pinterest's response: ${first.error.response}`,
    ].join(" ");
    if (!this.#log("WARN", text, JSON.stringify([first.parameter, values]))) this.#log("INFO", text);
  }

  /** Warns of a partition whose values the API rejects, and records them. @param values its dimensions */
  excludeDimensions(error: ApiError, values: Parameters, parameters: Parameters): void {
    this.skip(error, values);
    const resource = resourceOf(error.operation, parameters);
    const others = resourceOf(error.operation, values).others;
    for (const value of others) this.#context.exclusions.reject(resource, { ...value, error }, this.#stream.name);
  }

  /**
   * The error for resources or values that the user named and that are unavailable, to report after everything else is
   * read; undefined: none.
   */
  get unavailable(): ConnectorError | undefined {
    const problem = this.#context.settings.problemOf(this.#stream, this.#context);
    return this.#denied ?? (problem && unavailableError(problem.message, problem.error));
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
      this.#log(named < maxNamed ? "INFO" : "WARN", `skipped ${what}: ${reason}`);
    }
    this.#skipped.clear();
    const { reading } = this.#stream;
    if (reading.by === "feed" && reading.lookup !== undefined) this.#logMissing(reading.lookup);
  }

  /** Counts the values that the stream is read without. */
  logRejected(): void {
    const byParameter = new Map<string, Set<string>>();
    for (const { parameter, value } of this.#context.exclusions.rejectedFrom(this.#stream.name)) {
      if (isValueList(parameter)) entryOf(byParameter, parameter, () => new Set()).add(value);
    }
    for (const [parameter, values] of byParameter) {
      this.#summary.skip(values.size, `rejected ${nounOf(parameter)} ${firstTen([...values])}`);
    }
  }
}

/** The values that the user named in settings, and the error for those that the API rejects. */
export class NamedSettings {
  /** By setting that several streams share: the streams that have not reported. The last one reports for all. */
  readonly #sharing = new Map<string, Set<string>>();

  /** @param streams the streams to be read */
  constructor(streams: readonly Stream[], config: Config) {
    for (const { name, named } of streams) {
      for (const { setting, isShared } of named?.(config) ?? []) {
        if (isShared === true) entryOf(this.#sharing, setting.join(), () => new Set<string>()).add(name);
      }
    }
  }

  /** Records that a stream has ended and reports no more values. */
  end(stream: string): void {
    for (const streams of this.#sharing.values()) streams.delete(stream);
  }

  /** Returns the problem with values that the user named and that no request of the stream was accepted with. */
  problemOf({ name: stream, named }: Stream, { config, exclusions }: Omit<ReportFacts, "settings">) {
    for (const { setting, parameter, values, isShared = false } of named?.(config) ?? []) {
      const sharing = isShared ? this.#sharing.get(setting.join()) : undefined;
      sharing?.delete(stream);
      if (sharing !== undefined && sharing.size > 0) continue;
      const rejected = exclusions.rejectedFrom(isShared ? undefined : stream);
      const skipped = rejected.filter((each) => each.parameter === parameter && values.includes(each.value));
      const [first] = skipped;
      if (first === undefined) continue;
      const name = config.names.of(setting);
      const rejectedValues = values.filter((value) => skipped.some((each) => each.value === value));
      const them = rejectedValues.length === 1 ? "it" : "them";
      return {
        message: `${name}: Pinterest rejected ${rejectedValues.join(", ")}. Correct ${them} or remove ${them} from ${name}.`,
        error: first.error,
      };
    }
    return undefined;
  }
}

/** Warns of a skipped resource, once per rate limit category and reason. Returns whether it was not warned of before. */
export function warnOfSkip(error: ApiError, parameters: Parameters, log: StreamLog, names: SettingNames): boolean {
  const { operation, reason, response } = error;
  const what = describeResource(operation, parameters);
  const key = JSON.stringify([operationNamed(operation).category, what, reason]);
  return log("WARN", `skipped ${what}: ${response}. ${adviceFor(error, parameters, names)}`, key);
}

function adviceFor({ kind, operation }: ApiError, parameters: Parameters, names: SettingNames): string {
  if (kind === "invalid_request" || kind === "rejected_value")
    return "Check the value. If it is right, report this message.";
  if (kind === "server_fault") return "The next sync requests it again.";
  if (kind === "not_found") return "It might have been deleted meanwhile; if not, ask its owner for access.";
  if (kind === "no_catalog") return "The account has one, since its lists aren't empty, so a later sync can read it.";
  return resourceOf(operation, parameters).accountKey === undefined
    ? "To sync it, ask its owner for access."
    : `To sync it, ask for a role that can read it; to skip it, list the others in ${names.of(["ad_account_ids"])}.`;
}
