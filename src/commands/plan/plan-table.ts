import { countOf } from "../../text/count-of.ts";
import type { Plan } from "./cost.ts";

/** Formats a plan as a table with explanations. */
export function planTable(plan: Plan): string {
  const { streams, categories, requests, standardMinutes, trialDays, extrapolated, made } = plan;
  const rows = streams.map((stream) => [stream.name, stream.requests, stream.rows ?? ""]);
  const byCategory = Object.entries(categories).map(([category, count]) => `${category} ${number(count)}`);
  const problems = streams.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`]));
  return `${[
    alignedColumns([["stream", "requests", "rows"], ...rows, ["all", requests]]),
    "",
    `Requests by rate limit category: ${byCategory.join(", ")}.`,
    `Time: ${minutesText(standardMinutes)} on the standard tier; on the trial tier, 1,000 requests per day: ${daysText(trialDays)}. Pinterest doesn't publish the limits of the advanced tier.`,
    ...(extrapolated.length === 0
      ? []
      : [`Lists that the plan read only in part, so that their length is an estimate: ${extrapolated.join(", ")}.`]),
    `Each report counts as three requests, since the time to create it is unknown. The number of rows is blank where the plan read none. This plan took ${countOf(made, "request")}.`,
    ...(problems.length === 0 ? [] : ["", "Not readable:", ...problems]),
  ].join("\n")}\n`;
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
