import { operationNamed } from "../../src/pinterest/operations.ts";
import { adsStreams } from "../../src/streams/ads.ts";
import { adsAnalyticsStreams } from "../../src/streams/ads-analytics.ts";
import { analyticsStreams } from "../../src/streams/analytics.ts";
import { catalogsStreams } from "../../src/streams/catalogs.ts";
import { organicStreams } from "../../src/streams/organic.ts";
import { reportStreams } from "../../src/streams/reports.ts";
import { searchStreams } from "../../src/streams/search.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { codes, counted, cursorOf } from "./words.ts";

/** Families of streams as users know them. */
const families: readonly { readonly title: string; readonly streams: readonly Stream[] }[] = [
  { title: "The account, its boards and Pins", streams: organicStreams },
  { title: "Searches", streams: searchStreams },
  { title: "Analytics of the account and its Pins", streams: analyticsStreams },
  { title: "Advertising as it was set up", streams: adsStreams },
  { title: "Analytics of ads", streams: adsAnalyticsStreams },
  { title: "Reports on ads", streams: reportStreams },
  { title: "Catalogs", streams: catalogsStreams },
];

/** The tables of streams for the users' page. */
export function streamTables(): string {
  const all = families.flatMap(({ streams }) => streams);
  const missing = all.filter(({ operation }) => !operationNamed(operation).sandbox).map(({ name }) => name);
  return [
    `${counted(all.length, "stream")}, and one for each custom report.`,
    ...families.map(({ title, streams }) => `**${title}**\n\n${tableOf(streams)}`),
    `Not in the sandbox: ${codes(missing)}.`,
  ].join("\n\n");
}

function tableOf(streams: readonly Stream[]): string {
  return [
    "| Stream | What it holds | Primary key | Sync modes |",
    "| :--- | :--- | :--- | :--- |",
    ...streams.map(
      (stream) => `| \`${stream.name}\` | ${aboutOf(stream)} | ${codes(stream.primaryKey)} | ${modesOf(stream)} |`,
    ),
  ].join("\n");
}

function aboutOf({ about, needs }: Stream): string {
  if (needs === undefined) return about;
  return `${about} Only with ${needs.map(({ setting }) => `\`${setting}\``).join(" and ")}.`;
}

function modesOf(stream: Stream): string {
  const cursor = cursorOf(stream);
  return cursor === undefined ? "Full refresh" : `Full refresh, incremental by \`${cursor}\``;
}
