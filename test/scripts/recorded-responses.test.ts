import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { classifyError } from "../../src/pinterest/errors/classify-error.ts";
import { pageOf } from "../../src/pinterest/responses/find-rows.ts";
import { requiredFields } from "../../src/pinterest/responses/required-fields.ts";
import { families } from "../../src/streams/all.ts";

/** Where recorded responses of the live API are looked for. A relative path starts at the project, which carries none. */
const folder = resolve(packageRoot, process.env.PINTEREST_RECORDED_RESPONSES || "../shared/data/live");

interface Recorded {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

function recordedResponses(): readonly Recorded[] {
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

describe("responses that were recorded of the live API", () => {
  if (!existsSync(folder)) {
    it.skip("are read (skipped: PINTEREST_RECORDED_RESPONSES names no folder)");
    return;
  }
  const streams = families.flatMap((family) => family.streams);

  it("are read by every stream that asks for them, and errors are told from them", () => {
    let read = 0;
    let rows = 0;
    for (const { operation, status, body } of recordedResponses()) {
      const error = classifyError(operation, { status, headers: {}, body: "" }, body, 0);
      assert.equal(error === undefined, status < 300, `${operation} ${status} ${error?.message ?? ""}`);
      if (error !== undefined) continue;
      for (const stream of streams.filter((each) => each.operation === operation)) {
        const page = pageOf(body, stream.rows, requiredFields[operation]);
        if (isObject(body) && Array.isArray(body.items)) assert.equal(page.rows.length, body.items.length, operation);
        read += 1;
        rows += page.rows.length;
      }
    }
    assert.ok(read >= 150 && rows >= 300, `${read} responses with ${rows} rows`);
  });
});
