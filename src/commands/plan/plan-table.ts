import { alignedColumns } from "../../base/text/aligned-columns.ts";
import { countOf, grouped } from "../../base/text/count-of.ts";
import { shortList } from "../../base/text/list-of.ts";
import { maxListedPins } from "../../streams/organic/organic.ts";
import { describeSecrets } from "../secret-scopes.ts";
import { catalogBoard } from "./rehearsal.ts";

/** The estimated cost of a sync. */
export interface Plan {
  /** At least so many, if this is true for a stream. */
  readonly requests: number;
  /** By rate limit category. */
  readonly categories: Readonly<Record<string, number>>;
  /** By username, of the streams that are read for each profile (`all_profiles`). */
  readonly profiles: Readonly<Record<string, number>>;
  readonly streams: readonly StreamPlan[];
  /** The minimum duration under the rate limits: in minutes with Standard access, in days with Trial access. */
  readonly standardMinutes: number;
  readonly trialDays: number;
  /** Scopes for secret boards and Pins that the token lacks, so that rows will be missing. */
  readonly missingScopes: readonly string[];
  /** Operations with lists of unknown length, of which the plan read a part: first pages, or a sample of ad accounts. */
  readonly extrapolated: readonly string[];
  /** By name: the number of Pins of boards that Pinterest lists in part, or fills from the catalog. */
  readonly largeBoards: Readonly<Record<string, number>>;
  /** The number of requests that the plan itself made. */
  readonly made: number;
}

export interface StreamPlan {
  readonly name: string;
  /** A list that several streams need is requested once, and counts for the first of them. */
  readonly requests: number;
  /** Whether there are further requests, for each row of a list that the plan doesn't know. */
  readonly isLowerBound: boolean;
  /** Undefined for metrics, files, and other lists that the plan doesn't know. */
  readonly rows: number | undefined;
  /** Whether the number of rows is from the counters of the account, or from a part of a list. */
  readonly isEstimate: boolean;
  /** Why the stream can't be read, if known. */
  readonly problem: string | undefined;
}

/** Formats a plan as a table with explanations. */
export function planTable(plan: Plan): string {
  const { streams, categories, profiles, requests, standardMinutes, trialDays } = plan;
  const { missingScopes, extrapolated, largeBoards, made } = plan;
  const rows = streams.map((stream) => [stream.name, requestsText(stream), rowsText(stream)]);
  const isLowerBound = streams.some((stream) => stream.isLowerBound);
  const countsOf = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${grouped(count)}`)
      .join(", ");
  const byProfile = countsOf(profiles);
  const problems = sharedProblems(plan);
  const large = countsOf(largeBoards);
  return `${[
    alignedColumns([["stream", "API calls", "rows"], ...rows, ["all", atLeast(requests, isLowerBound)]]),
    "",
    `API calls by rate limit category: ${countsOf(categories)}.`,
    ...(byProfile === "" ? [] : [`API calls by profile: ${byProfile}.`]),
    `Time: ${minutesText(standardMinutes)} with Standard access; with Trial access, 1,000 API calls per day: ${daysText(trialDays)}. Pinterest doesn't publish the limits of Advanced access.`,
    ...(extrapolated.length === 0
      ? []
      : [`Lists that the plan read only in part, so that their length is an estimate: ${extrapolated.join(", ")}.`]),
    ...(large === ""
      ? []
      : [
          `Boards with more Pins than the ${grouped(maxListedPins)} that Pinterest lists, or with those of the catalog (${catalogBoard}): ${large}. To leave one out, list the others in "board_ids".`,
        ]),
    [...legendOf(plan), `This plan took ${countOf(made, "API call")}.`].join(" "),
    ...describeSecrets(missingScopes),
    ...(problems.length === 0 ? [] : ["", "Not readable:"]),
    ...problems.map(({ problem, names }) => `${shortList(names)}: ${problem}`),
  ].join("\n")}\n`;
}

/**
 * Returns the errors of a plan, one per reason, with the streams that can't be read for it. Errors with the same reason differ only in
 * Pinterest's response.
 */
export function sharedProblems({ streams }: Plan) {
  const byReason = new Map<string, { readonly problem: string; readonly names: readonly string[] }>();
  for (const { name, problem } of streams) {
    const [reason] = problem?.split(/ Pinterest's response(?: for [^:]+)?: /u) ?? [];
    if (problem === undefined || reason === undefined) continue;
    const shared = byReason.get(reason) ?? { problem, names: [] };
    byReason.set(reason, { ...shared, names: [...shared.names, name] });
  }
  return [...byReason.values()];
}

const unknown = "?";

/** Returns what the signs in the table mean. */
function legendOf({ streams }: Plan): readonly string[] {
  const hasEstimates = streams.some(({ isEstimate }) => isEstimate);
  const hasLowerBounds = streams.some(({ isLowerBound }) => isLowerBound);
  return [
    "Each report counts as three API calls, since the time to create it is unknown.",
    `"${unknown}": the plan doesn't know the number.`,
    ...(hasEstimates ? ['"~": an estimate from the counters of the account, or from a part of the list.'] : []),
    ...(hasLowerBounds ? ['"+": API calls for rows that the plan doesn\'t know are not counted.'] : []),
  ];
}

function requestsText({ requests, isLowerBound }: StreamPlan): string | number {
  return requests === 0 && isLowerBound ? unknown : atLeast(requests, isLowerBound);
}

function rowsText({ rows, isEstimate }: StreamPlan): string {
  const sign = isEstimate ? "~" : "";
  return rows === undefined ? unknown : `${sign}${grouped(rows)}`;
}

function atLeast(count: number, isLowerBound: boolean): string {
  return `${grouped(count)}${isLowerBound ? "+" : ""}`;
}

function minutesText(minutes: number): string {
  return minutes < 1 ? "under a minute" : `about ${grouped(Math.ceil(minutes))} minutes`;
}

function daysText(days: number): string {
  return days <= 1 ? "one day's quota is enough" : `${grouped(days)} days`;
}
