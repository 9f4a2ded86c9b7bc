import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { type Findings, judge } from "../../../src/commands/survey/judges/judges.ts";
import { ownFile } from "../../../src/commands/survey/own-file.ts";
import { Recorder, shapes, textsIn } from "../../../src/commands/survey/page.ts";
import { reportOf, writeReport } from "../../../src/commands/survey/report.ts";
import { reportSchema } from "../../../src/commands/survey/report-schema.generated.ts";
import { Sample } from "../../../src/commands/survey/sample.ts";
import { surveyedSchemas } from "../../../src/commands/survey/survey.ts";
import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { parseBody } from "../../../src/pinterest/responses/parse-body.ts";
import { FakeClock } from "../../fake-clock.ts";
import { inFolder } from "../../temporary-folders.ts";
import { noon, today } from "../../today.ts";
import { config, survey } from "./survey-run.ts";

const schemas = await surveyedSchemas();
const facts = { connector: "0.3.0", run: today, runs: 1, requests: 38, secrets: config } as const;

/** Writes a report into a temporary folder, and returns its text. */
function written(report: JsonObject): Promise<{ readonly text: string; readonly mode: number }> {
  return inFolder(async (folder) => {
    const path = join(folder, "report.json");
    await writeReport(path, report);
    return { text: await readFile(path, "utf8"), mode: (await stat(path)).mode & 0o777 };
  });
}

/** Returns the report about responses with status 200, one per operation and body. */
async function reportOn(bodies: readonly (readonly [operation: string, body: unknown])[]): Promise<JsonObject> {
  const recorder = new Recorder();
  for (const [operation, body] of bodies) {
    const { method, path } = operationNamed(operation);
    const url = `https://api.test/v5${path.replaceAll(/\{\w+\}/gu, "7000001")}`;
    const response = { status: 200, headers: { date: new Date(noon).toUTCString() }, body: JSON.stringify(body) };
    recorder.add({ method, url, headers: {} }, response);
  }
  const sample = new Sample(recorder.pages, schemas);
  return reportOf(judge(sample), sample, facts);
}

describe("the report of survey", () => {
  it("has a schema in which no text is free, apart from undeclared names of fields", () => {
    const free: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (!isObject(node)) return;
      if (node.type === "object") assert.equal(node.additionalProperties, false, path);
      if (node.type === "string") free.push(`${path} ${asText(node.pattern)}`);
      const isClosed = ["const", "enum", "$ref", "type"].some((key) => key in node);
      assert.ok(isClosed, `${path} allows anything`);
      for (const [name, inner] of Object.entries(isObject(node.properties) ? node.properties : {}))
        visit(inner, `${path}.${name}`);
      if (node.items !== undefined) visit(node.items, `${path}[]`);
    };
    const { $defs, ...schema } = reportSchema;
    visit(schema, "report");
    for (const [name, definition] of Object.entries($defs)) visit(definition, name);
    assert.deepEqual(free, [
      "report.connector ^\\d+\\.\\d+\\.\\d+$",
      "report.run ^\\d{4}-\\d{2}-\\d{2}$",
      "undeclared ^[a-z][a-z0-9_]{1,39}$",
    ]);
  });

  it("is not written if it doesn't match its schema", async () => {
    const report = await reportOn([]);
    await assert.rejects(written({ ...report, name: "x" }), /doesn't match its schema/u);
    await assert.rejects(written({ ...report, requests: 38 }), /doesn't match its schema/u);
    const { mode, text } = await written(report);
    assert.equal(mode, 0o600);
    assert.deepEqual(JSON.parse(text), report);
  });

  it("has no value of an account, whatever the responses contain", async () => {
    const operations = [...shapes].filter(([operation]) => operationNamed(operation).method === "GET");
    let bodies = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 50, maxLength: 50 }), async (values) => {
        let last = 0;
        const next = () => {
          last += 1;
          return last;
        };
        const canary = () =>
          `zq${next()
            .toString(26)
            .replaceAll(/\d/gu, (digit) => "qrstuvwxyz".charAt(Number(digit)))}`;
        /** Returns a value in which each text, number, and key is there once. */
        const unique = (value: unknown): Json => {
          if (typeof value === "string") return canary();
          if (typeof value === "number") return 7_000_001 + next();
          if (Array.isArray(value)) return value.map(unique);
          if (!isObject(value)) return value === true;
          return Object.fromEntries(Object.values(value).map((inner) => [canary(), unique(inner)]));
        };
        const bodiesOfRun = values.map((value, index) => {
          bodies += 1;
          const [operation, shape] = operations[(index + values.length) % operations.length] ?? ["pins/list", "items"];
          const { properties = {} } = schemas.get(operation) ?? {};
          const fields = Object.keys(isObject(properties) ? properties : {});
          const rows = Array.from({ length: 12 }, (_, at) =>
            Object.fromEntries([
              ...fields
                .filter((_name, place) => place < 20 && (place + at) % 3 > 0)
                .map((name) => [name, unique(at % 2 === 0 ? value : [value])] as const),
              [canary(), unique(value)],
            ]),
          );
          const body = new Map<string, unknown>(
            Object.entries({
              object: rows[0],
              array: rows,
              daily_metrics: { all: { daily_metrics: rows } },
              daily_metrics_by_pin: { 7000002: { all: { daily_metrics: rows } } },
            }),
          );
          return [operation, body.get(shape) ?? { items: rows, bookmark: canary() }] as const;
        });
        const { text } = await written(await reportOn(bodiesOfRun));
        assert.doesNotMatch(text, /zq|7\d{6}/u);
      }),
      { numRuns: 6 },
    );
    assert.equal(bodies, 300);
  });

  it("has no value of the simulated account but words of its schema, nor anything of the configuration", async () => {
    const simulator = await startSimulator({
      seed: 4,
      scale: { ...extents.small, pins: 300, followers: 120 },
      clock: new FakeClock(noon),
    });
    try {
      const bodies: unknown[] = [];
      const recording = {
        send: async (
          _: URL,
          next: () => Promise<{
            readonly body: string;
            readonly status: number;
            readonly headers: Readonly<Record<string, string | undefined>>;
          }>,
        ) => {
          const response = await next();
          bodies.push(parseBody(response.body));
          return response;
        },
      };
      const { report } = await survey(simulator, recording);
      const known = textsIn([
        reportSchema,
        Object.keys(reportSchema.properties.found.properties),
        facts.connector,
        today,
      ]);
      const values = textsIn([bodies, config]);
      assert.ok(values.size > 3_000, `${values.size} values`);
      const said = [...textsIn([report])].filter((text) => values.has(text) && !known.has(text));
      assert.deepEqual(said, []);
    } finally {
      await simulator.close();
    }
  });

  it("withholds an undeclared name that is a value of the account or of the configuration", async () => {
    const rows = (name: string) =>
      Array.from({ length: 12 }, (_, index) => ({ id: String(index), title: "my garden", [name]: 1 }));
    const undeclared = async (name: string) =>
      (await reportOn([["pins/list", { items: rows(name), bookmark: null }]])).undeclared;
    assert.deepEqual(await undeclared("shiny_new_field"), ["shiny_new_field"]);
    for (const name of ["my garden", "access_token", "board_1234567", "Éclair", "x".repeat(41)])
      assert.equal(await undeclared(name), undefined, name);
    const asValue = [...rows("jane_doe"), { id: "99", title: "jane_doe", jane_doe: 1 }];
    assert.equal((await reportOn([["pins/list", { items: asValue, bookmark: null }]])).undeclared, undefined);
    const few = rows("rare_field").slice(0, 9);
    assert.equal((await reportOn([["pins/list", { items: few, bookmark: null }]])).undeclared, undefined);
  });

  it("says numbers as buckets", async () => {
    const sample = new Sample([], schemas);
    const cases = [0, 1, 2, 9, 10, 99, 100, 999, 1_000, 40_000];
    const buckets = cases.map((of) => {
      const findings: Findings = new Map([["L1", { outcome: "holds", because: "enough_cases", of }]]);
      const { found } = reportOf(findings, sample, facts);
      return isObject(found) && isObject(found.L1) ? found.L1.of : undefined;
    });
    assert.deepEqual(buckets, ["0", "1", "2-9", "2-9", "10-99", "10-99", "100-999", "100-999", "1000+", "1000+"]);
  });
});

describe("the files of survey", () => {
  it("replace no other file, such as the configuration", () =>
    inFolder(async (folder) => {
      const path = join(folder, "config.json");
      assert.deepEqual(await ownFile(path, "found"), {});
      await writeFile(path, JSON.stringify(config));
      for (const mark of ["found", "salt"]) await assert.rejects(ownFile(path, mark), /was not written by survey/u);
      await writeFile(path, JSON.stringify({ found: {} }));
      assert.deepEqual(await ownFile(path, "found"), { found: {} });
    }));
});
