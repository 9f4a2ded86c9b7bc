import { countOf } from "../../base/count-of.ts";
import { inSentence } from "../check/sentences.ts";
import type { Plan, StreamPlan } from "./cost.ts";

/** Formats a plan as a table with explanations. */
export function planTable(plan: Plan): string {
  const { streams, categories, requests, standardMinutes, trialDays, extrapolated, made } = plan;
  const rows = streams.map((stream) => [stream.name, requestsText(stream), stream.rows ?? unknown]);
  const isLowerBound = streams.some((stream) => stream.isLowerBound);
  const byCategory = Object.entries(categories).map(([category, count]) => `${category} ${number(count)}`);
  const problems = problemsOf(plan);
  return `${[
    alignedColumns([["stream", "requests", "rows"], ...rows, ["all", atLeast(requests, isLowerBound)]]),
    "",
    `Requests by rate limit category: ${byCategory.join(", ")}.`,
    `Time: ${minutesText(standardMinutes)} on the standard tier; on the trial tier, 1,000 requests per day: ${daysText(trialDays)}. Pinterest doesn't publish the limits of the advanced tier.`,
    ...(extrapolated.length === 0
      ? []
      : [`Lists that the plan read only in part, so that their length is an estimate: ${extrapolated.join(", ")}.`]),
    `Each report counts as three requests, since the time to create it is unknown. "?": the plan doesn't know the number.${isLowerBound ? ' "+": requests for rows that the plan doesn\'t know are not counted.' : ""} This plan took ${countOf(made, "request")}.`,
    ...(problems.length === 0 ? [] : ["", "Not readable:"]),
    ...problems.map(({ problem, names }) => `${inSentence(names)}: ${problem}`),
  ].join("\n")}\n`;
}

/** An error, and the streams that can't be read for the same reason. */
interface SharedProblem {
  readonly problem: string;
  readonly names: readonly string[];
}

/** Returns the errors of a plan, one per reason. Errors with the same reason differ only in Pinterest's response. */
export function problemsOf({ streams }: Plan): readonly SharedProblem[] {
  const byReason = new Map<string, SharedProblem>();
  for (const { name, problem } of streams) {
    const [reason] = problem?.split(" Pinterest's response to ") ?? [];
    if (problem === undefined || reason === undefined) continue;
    const known = byReason.get(reason) ?? { problem, names: [] };
    byReason.set(reason, { ...known, names: [...known.names, name] });
  }
  return [...byReason.values()];
}

const unknown = "?";

function requestsText({ requests, isLowerBound }: StreamPlan): string | number {
  return requests === 0 && isLowerBound ? unknown : atLeast(requests, isLowerBound);
}

function atLeast(count: number, isLowerBound: boolean): string {
  return `${number(count)}${isLowerBound ? "+" : ""}`;
}

/** Aligns the first column of a table to the left and the others, numbers and their titles, to the right. */
export function alignedColumns(table: readonly (readonly (string | number)[])[]): string {
  const rows = table.map((row) => row.map((cell) => (typeof cell === "number" ? number(cell) : cell)));
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const align = (text: string, column: number) =>
    column === 0 ? text.padEnd(widthOf(column)) : text.padStart(widthOf(column));
  return rows.map((row) => row.map(align).join("  ").trimEnd()).join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function minutesText(minutes: number): string {
  return minutes < 1 ? "under a minute" : `about ${number(Math.ceil(minutes))} minutes`;
}

function daysText(days: number): string {
  return days <= 1 ? "one day's quota is enough" : `${number(days)} days`;
}
