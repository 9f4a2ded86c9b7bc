import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder } from "../source.ts";
import { row } from "./markdown.ts";

/** The remedy for one or more messages with the same cause. */
interface Entry {
  /** The start of each message in the code, with an ellipsis in place of each value. */
  readonly messages: readonly string[];
  readonly cause: string;
  readonly fix: string;
  /** The effect on the tables. */
  readonly data: string;
}

/** Symptoms with their messages. */
export const symptoms: readonly {
  readonly title: string;
  readonly introduction: string;
  readonly entries: readonly Entry[];
}[] = JSON.parse(readFileSync(join(sourceFolder, "troubleshooting.json"), "utf8"));

/** Renders the tables of messages, one per symptom. */
export function troubleshootingTables(): string {
  const head = [row(["Message", "Cause", "What to do", "Your data"]), row([":---", ":---", ":---", ":---"])];
  return symptoms
    .map(({ title, introduction, entries }) =>
      [`## ${title}`, "", introduction, "", ...head, ...entries.map(rowOf)].join("\n"),
    )
    .join("\n\n");
}

function rowOf({ messages, cause, fix, data }: Entry): string {
  return row([messages.map((message) => `\`${message}\``).join("<br>"), cause, fix, data]);
}
