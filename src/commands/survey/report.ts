import type { JsonObject } from "../../base/json.ts";
import { replaceFile } from "../../base/replace-file.ts";
import type { Findings } from "./judges/judges.ts";
import { textsIn } from "./page.ts";
import { reportSchema } from "./report-schema.generated.ts";
import { isReport } from "./report-validator.generated.ts";
import type { Sample } from "./sample.ts";

/** What a report says besides its findings. */
interface ReportFacts {
  readonly connector: string;
  /** The day of the survey. */
  readonly run: string;
  /** 2 with the notes of an earlier run. */
  readonly runs: 1 | 2;
  readonly requests: number;
  /** Values that the report must not contain besides those of responses: the configuration. */
  readonly secrets: unknown;
}

function bucketOf(count: number): string {
  if (count < 2) return String(count);
  if (count < 10) return "2-9";
  if (count < 100) return "10-99";
  return count < 1_000 ? "100-999" : "1000+";
}

const vocabulary: ReadonlySet<string> = new Set(reportSchema.$defs.field.enum);

/**
 * Returns a report without anything of the account: buckets, words of fixed lists, and names of fields. A name that the
 * connector doesn't know is withheld if it is a value in a response or in the configuration.
 */
export function reportOf(findings: Findings, sample: Sample, facts: ReportFacts): JsonObject {
  const values = textsIn([sample.pages.map(({ body }) => body), facts.secrets]);
  const undeclared = (findings.get("S2")?.fields ?? [])
    .filter((name) => !vocabulary.has(name) && !values.has(name))
    .slice(0, 50);
  const found = [...findings].map(([id, { fields: named = [], of, ...finding }]) => {
    const declared = named.filter((name) => vocabulary.has(name));
    const fields = declared.length === 0 ? {} : { fields: declared };
    const others = named.length - declared.length;
    return [id, { ...finding, of: bucketOf(of), ...fields, ...(others === 0 ? {} : { unnamed: bucketOf(others) }) }];
  });
  const { connector, run, runs, requests } = facts;
  const has = [...sample.schemas.keys()].map(
    (operation) => [operation, bucketOf(sample.rows(operation).length)] as const,
  );
  return {
    schema: 1,
    connector,
    run,
    runs,
    requests: bucketOf(requests),
    has: Object.fromEntries(has),
    found: Object.fromEntries(found),
    ...(undeclared.length === 0 ? {} : { undeclared }),
  };
}

/** Writes a report that only its owner can read. @throws Error if it doesn't match its schema, which is a bug */
export async function writeReport(path: string, report: JsonObject): Promise<void> {
  if (!isReport(report)) throw new Error("The report doesn't match its schema, so it was not written.");
  // One line per finding, since people read it before they share it.
  const text = JSON.stringify(report, undefined, 2).replaceAll(
    /\{\s+("outcome"[^{}]*?)\s+\}/gu,
    (_, finding: string) => `{ ${finding.replaceAll(/\s+/gu, " ")} }`,
  );
  await replaceFile(path, `${text}\n`);
}
