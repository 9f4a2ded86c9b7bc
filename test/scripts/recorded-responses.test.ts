import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { undeclared } from "../../integration_tests/bed/undeclared.ts";
import { isObject } from "../../src/base/json.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import { classifyError } from "../../src/pinterest/errors/classify-error.ts";
import { pageOf } from "../../src/pinterest/responses/find-rows.ts";
import { requiredFields } from "../../src/pinterest/responses/required-fields.generated.ts";
import { conformTo } from "../../src/records/conform.ts";
import { families } from "../../src/streams/all.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { describeWith, recordings } from "../requirements.ts";

interface Recorded {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

function recordedResponses(folder: string): readonly Recorded[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const parsed: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
      assert.ok(Array.isArray(parsed), name);
      return parsed.filter(isObject).flatMap(({ kind, operation, status, body }) => {
        const isRecorded = kind === "recorded" && typeof operation === "string" && typeof status === "number";
        return isRecorded ? [{ operation, status, body }] : [];
      });
    });
}

describeWith(recordings, "recorded responses of the live API", (folder) => {
  const responses = recordedResponses(folder);
  const streams = families.flatMap((family) => family.streams);
  const rowsIn = (body: unknown, { operation, rows }: Stream) => pageOf(body, rows, requiredFields[operation]).rows;

  it("are read by every stream that requests them, apart from errors", () => {
    let read = 0;
    let rows = 0;
    for (const { operation, status, body } of responses) {
      const error = classifyError(operation, { status, headers: {}, body: "" }, body, 0);
      assert.equal(error === undefined, status < 300, `${operation} ${status} ${error?.message ?? ""}`);
      if (error !== undefined) continue;
      for (const stream of streams.filter((each) => each.operation === operation)) {
        const found = rowsIn(body, stream);
        if (isObject(body) && Array.isArray(body.items)) assert.equal(found.length, body.items.length, operation);
        read += 1;
        rows += found.length;
      }
    }
    assert.ok(read >= 150 && rows >= 300, `${read} responses with ${rows} rows`);
  });

  it("match the schema of their stream, without undeclared fields", async () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const faults = new Set<string>();
    let checked = 0;
    for (const stream of streams) {
      const { name, operation, omit = [] } = stream;
      const recorded = responses.filter((each) => each.operation === operation && each.status < 300);
      const records = recorded.flatMap(({ body }) => rowsIn(body, stream));
      if (records.length === 0) continue;
      const schema = await schemaOf(stream);
      const isValid = ajv.compile(schema);
      const conform = conformTo(schema);
      for (const record of records.map(conform)) {
        checked += 1;
        for (const { instancePath, message } of isValid(record) ? [] : (isValid.errors ?? []))
          faults.add(`${name}${instancePath.replaceAll(/\/\d+/gu, "[]")} ${message}`);
        const open = Object.fromEntries(Object.entries(record).filter(([field]) => !omit.includes(field)));
        for (const path of undeclared(open, schema, name)) faults.add(`${path} is not declared`);
      }
    }
    assert.deepEqual([...faults], []);
    assert.ok(checked >= 300, `${checked} rows`);
  });
});
