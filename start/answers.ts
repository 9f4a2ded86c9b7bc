import { dayOf } from "../src/base/dates.ts";
import { version } from "../src/base/package.ts";
import { judge } from "../src/commands/survey/judges/judges.ts";
import type { Recorder } from "../src/commands/survey/page.ts";
import { reportOf, writeReport } from "../src/commands/survey/report.ts";
import { Sample } from "../src/commands/survey/sample.ts";
import { surveyedSchemas } from "../src/commands/survey/survey.ts";

/**
 * Writes what the pages of a read say about the connector's assumptions about Pinterest, in the form of `survey`.
 * @param secrets the configuration, of which nothing must be in the file
 * @param now epoch milliseconds
 * @returns the assumptions that are false for the account
 */
export async function writeAnswers(
  path: string,
  { pages }: Recorder,
  secrets: unknown,
  now: number,
): Promise<readonly string[]> {
  const sample = new Sample(pages, await surveyedSchemas());
  const findings = judge(sample);
  const facts = { connector: version(), run: dayOf(now), runs: 1, requests: 0, secrets } as const;
  await writeReport(path, reportOf(findings, sample, facts));
  return [...findings].flatMap(([id, { outcome }]) => (outcome === "fails" ? [id] : []));
}
