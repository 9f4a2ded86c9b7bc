import { existsSync } from "node:fs";
import { join } from "node:path";
import { asText } from "../../base/json.ts";
import { packageRoot } from "../../base/package.ts";
import { countOf } from "../../base/text/count-of.ts";
import { readSpec } from "../../config/spec.ts";
import { assumptions, reasons } from "./assumptions.generated.ts";
import type { Finding } from "./judges/finding.ts";
import type { Findings } from "./judges/judges.ts";

/**
 * Returns what a survey found, for the terminal: first what fails, and what to do.
 * @param report the file of the report; undefined: none was written
 */
export function surveyText(findings: Findings, requests: number, report: string | undefined): string {
  const idsOf = (...outcomes: readonly Finding["outcome"][]) =>
    [...findings].flatMap(([id, { outcome }]) => (outcomes.includes(outcome) ? [id] : []));
  const [holding, failing, open] = [idsOf("holds"), idsOf("fails"), idsOf("cannot_tell", "not_tried")];
  const helps = new Set(open.flatMap((id) => findings.get(id)?.because ?? []));
  const fails = failing.length === 1 ? "1 is false" : `${failing.length} are false`;
  const lines = [
    `Of ${countOf(findings.size, "assumption")} about Pinterest, ${holding.length} ${holding.length === 1 ? "holds" : "hold"} for this account, ${fails}, and ${open.length} can't be told from it (${countOf(requests, "API call")}).`,
    ...(failing.length === 0 ? ["Nothing to do."] : ["", "False, with what you lose and what to do:"]),
    ...failing.flatMap((id) => {
      const { says, loses, do: advice } = assumptions[id];
      const fields = findings.get(id)?.fields ?? [];
      const named = fields.length === 0 ? "" : ` Fields: ${fields.join(", ")}.`;
      return [`  ${id}  ${says}${named}`, `      You lose: ${loses}`, `      To do: ${advice}`];
    }),
    ...(open.length === 0 ? [] : ["", "Can't be told. What would help:"]),
    ...[...helps].map(
      (because) => `  ${reasons[because]} (${open.filter((id) => findings.get(id)?.because === because).join(", ")})`,
    ),
    "",
    `${pageOnAssumptions()} has all assumptions by their letter and number.`,
    report === undefined
      ? "To write a report that you can share, add --report survey.json."
      : `Report: ${report}. It has no IDs, names, texts, amounts, or exact counts. Read it, and share it with the issue form "Survey".`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Returns where the page on assumptions is: in a clone, or else beside the page of the connector. */
function pageOnAssumptions(): string {
  const page = "docs/assumptions.md";
  if (existsSync(join(packageRoot, page))) return page;
  return new URL("assumptions.md", asText(readSpec().documentationUrl)).href;
}
