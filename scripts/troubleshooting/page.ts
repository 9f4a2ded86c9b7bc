import { type Entry, symptoms } from "./entries.ts";

/** Renders the tables of messages in Markdown, one per symptom. */
export function troubleshootingTables(): string {
  return symptoms
    .map(({ title, introduction, entries }) =>
      [
        `## ${title}`,
        "",
        introduction,
        "",
        "| Message | Cause | What to do | Your data |",
        "| :--- | :--- | :--- | :--- |",
        ...entries.map(rowOf),
      ].join("\n"),
    )
    .join("\n\n");
}

function rowOf({ messages, cause, fix, data }: Entry): string {
  return `| ${messages.map((message) => `\`${message}\``).join("<br>")} | ${cause} | ${fix} | ${data} |`;
}
