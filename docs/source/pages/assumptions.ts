import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { schemaOf } from "../../../src/commands/catalog.ts";
import { surveyed } from "../../../src/commands/survey/page.ts";
import { metricColumns, reportColumns } from "../../../src/pinterest/operations/columns.generated.ts";
import { streams } from "../../../src/streams/all.ts";
import { everyStatus } from "../../../src/streams/parents.ts";
import { sourceFolder } from "../source.ts";
import { counted, row } from "./markdown.ts";

/** A sentence about Pinterest on which the connector rests. */
interface Assumption {
  readonly id: string;
  readonly says: string;
  readonly evidence: readonly ("document" | "recorded" | "production" | "inferred" | "none")[];
  /** The number of recorded responses or rows that show it. */
  readonly recorded?: number;
  /** The number of programs in production that rest on it, or whose authors measured it. */
  readonly production?: number;
  /** What the connector assumed before evidence refuted it. */
  readonly refuted?: string;
  /** What a user loses if it is false. */
  readonly loses: string;
  /** What a user should do if it is false. Only assumptions that `survey` tests have it. */
  readonly do?: string;
  /** What becomes of the data if it is false (a test measures it), and for `silent` why. */
  readonly sync?: "heals" | "said" | "safe" | "silent";
  readonly because?: string;
}

interface Register {
  /** By word of a report: what it says, or for `cannot_tell` what would help. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly groups: readonly { readonly title: string; readonly assumptions: readonly Assumption[] }[];
}

/** The register of assumptions. */
export const register: Register = JSON.parse(readFileSync(join(sourceFolder, "assumptions.json"), "utf8"));
const all = register.groups.flatMap(({ assumptions }) => assumptions);
/** The assumptions that `survey` tests. */
const tested: readonly Assumption[] = all.filter((each) => each.do !== undefined);

const surveys = join(sourceFolder, "surveys");

/** Returns the reports that users have shared. */
function sharedReports(): readonly JsonObject[] {
  const names = existsSync(surveys) ? readdirSync(surveys).filter((name) => name.endsWith(".json")) : [];
  return names.map((name) => JSON.parse(readFileSync(join(surveys, name), "utf8")));
}

/** Returns in how many reports an assumption has an outcome. */
function countOf(reports: readonly JsonObject[], id: string, outcome: string): number {
  return reports.filter(({ found }) => isObject(found) && isObject(found[id]) && found[id].outcome === outcome).length;
}

/** Renders the words of reports and the texts of the terminal. */
export function renderAssumptions(): string {
  const texts = tested.map(({ id, says, loses, do: advice }) => [id, { says, loses, do: advice }]);
  return `// Generated from docs/source/assumptions.json by \`npm run generate\`. Do not edit.

/** The assumptions that \`survey\` tests, what is lost if one is false, and what to do then. */
export const assumptions = ${JSON.stringify(Object.fromEntries(texts), undefined, 2)} as const;

export type AssumptionId = keyof typeof assumptions;

/** By reason of an outcome: what it says, or for one that can't be told what would help. */
export const reasons = ${JSON.stringify(register.reasons, undefined, 2)} as const;

export type Reason = keyof typeof reasons;
`;
}

/** Returns the JSON schema of reports. It has no text that a report could choose but undeclared names of fields. */
export async function reportSchema(): Promise<JsonObject> {
  const wanted = streams.filter(({ name }) => surveyed.includes(name));
  const schemas = await Promise.all(wanted.map(schemaOf));
  const namesIn = ({ properties }: JsonObject) => Object.entries(isObject(properties) ? properties : {});
  const fields = schemas.flatMap((schema) => namesIn(schema).map(([name]) => name));
  // Counts of Pins, as `90d.save`, and pairs of an analytics status and an entity's, as `1=ACTIVE`.
  const periods = schemas.flatMap((schema) => namesIn(schema).filter(([name]) => name === "pin_metrics"));
  const counts = periods
    .flatMap(([, schema]) => (isObject(schema) ? namesIn(schema) : []))
    .flatMap(([period, schema]) => (isObject(schema) ? namesIn(schema).map(([name]) => `${period}.${name}`) : []));
  const pairs = [...Array(10).keys(), ...everyStatus].flatMap((each) =>
    everyStatus.map((status) => `${each}=${status}`),
  );
  const words = [...fields, ...counts, ...pairs, ...metricColumns, ...reportColumns];
  const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
  const closed = (properties: JsonObject, required: readonly string[] = Object.keys(properties)) => ({
    type: "object",
    additionalProperties: false,
    required,
    properties,
  });
  const operations = [...new Set(wanted.map(({ operation }) => operation))];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Report of the command survey",
    ...closed(
      {
        schema: { const: 1 },
        connector: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+$" },
        run: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
        runs: { enum: [1, 2] },
        requests: ref("bucket"),
        has: closed(Object.fromEntries(operations.map((operation) => [operation, ref("bucket")]))),
        found: closed(Object.fromEntries(tested.map(({ id }) => [id, ref("finding")]))),
        undeclared: { type: "array", maxItems: 50, items: ref("undeclared") },
      },
      ["schema", "connector", "run", "runs", "requests", "has", "found"],
    ),
    $defs: {
      bucket: { enum: ["0", "1", "2-9", "10-99", "100-999", "1000+"] },
      field: { enum: [...new Set(words)].toSorted() },
      undeclared: { type: "string", pattern: "^[a-z][a-z0-9_]{1,39}$" },
      finding: closed(
        {
          outcome: { enum: ["holds", "fails", "cannot_tell", "not_tried"] },
          because: { enum: Object.keys(register.reasons) },
          of: ref("bucket"),
          fields: { type: "array", items: ref("field") },
          unnamed: ref("bucket"),
        },
        ["outcome", "because", "of"],
      ),
    },
  };
}

const syncNames = {
  heals: "heals within seven days",
  said: "an error or a warning says so",
  safe: "loses nothing",
  silent: "**silent**",
};

/** Renders the tables of all assumptions. */
export function assumptionTables(): string {
  const reports = sharedReports();
  const head = [
    row(["", "Assumption", "Evidence", "If false", "Sync", "Surveys"]),
    row([":---", ":---", ":---", ":---", ":---", ":---"]),
  ];
  return register.groups
    .map(({ title, assumptions }) =>
      [`## ${title}`, "", ...head, ...assumptions.map((each) => row(cellsOf(each, reports)))].join("\n"),
    )
    .join("\n\n");
}

function cellsOf(
  { id, says, evidence, recorded = 1, production = 1, refuted, loses, do: advice, sync }: Assumption,
  reports: readonly JsonObject[],
) {
  const numbers = { recorded: ` (${recorded})`, production: ` (${production})`, document: "", inferred: "", none: "" };
  const names = evidence.map((each) => `${each}${numbers[each]}`);
  const shown = [names.join(", "), ...(refuted === undefined ? [] : [`**refuted**: *${refuted}*`])].join("; ");
  const [holds, fails] = ["holds", "fails"].map((outcome) => countOf(reports, id, outcome));
  const known = advice === undefined ? "not asked" : `holds in ${holds ?? 0}, fails in ${fails ?? 0}`;
  return [id, says, shown, loses, sync === undefined ? "" : syncNames[sync], known];
}

/** Renders why some assumptions that are false lose data in silence. */
export function silentPart(): string {
  return all.flatMap(({ id, sync, because = "" }) => (sync === "silent" ? [`- **${id}**: ${because}`] : [])).join("\n");
}

/** Renders the state of the surveys for the README. */
export function surveysPart(): string {
  const reports = sharedReports();
  const failed = tested.filter(({ id }) => countOf(reports, id, "fails") > 0);
  const state =
    reports.length === 0
      ? "no report was shared yet"
      : `${counted(reports.length, "report")}, ${failed.length === 0 ? "no failure" : `failures of ${failed.map(({ id }) => id).join(", ")}`}`;
  return `The command [\`survey\`](docs/assumptions.md#test-them-with-your-account) tests ${tested.length} of the connector's [${all.length} assumptions about Pinterest](docs/assumptions.md) with your account, in about 40 API calls: ${state}.`;
}

/** Renders the issue form for reports. */
export function issueForm(): string {
  return `name: Survey
description: What the command survey found with your account.
labels: [survey]
body:
  - type: markdown
    attributes:
      value: |
        In a clone, run \`node dist/src/main.js survey --config FILE --report survey.json\`; the image takes the same options. The report answers ${tested.length} of the assumptions in docs/assumptions.md.
        It has no IDs, names, texts, amounts, or exact counts: read it before you share it. If you share a second one, a reader might see that both are yours, since this page shows your name.
  - type: textarea
    id: report
    attributes:
      label: The content of survey.json
      render: json
    validations: { required: true }
`;
}
