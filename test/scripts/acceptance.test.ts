import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectedRecords } from "../../scripts/acceptance/expected-records.ts";
import { acceptanceFiles } from "../../scripts/acceptance/files.ts";
import { packageRoot } from "../../src/package.ts";
import { streams } from "../../src/streams/all.ts";
import { streamNamed } from "../streams/stream-named.ts";

describe("the files of Airbyte's acceptance tests", () => {
  it("are what `npm run generate` writes", async () => {
    for (const [name, text] of await acceptanceFiles()) {
      assert.equal(readFileSync(join(packageRoot, "integration_tests", name), "utf8"), text, name);
    }
  });

  it("are small: no stream has more than two expected records", async () => {
    const lines = (await acceptanceFiles()).get("expected_records.jsonl")?.split("\n") ?? [];
    for (const { name } of streams) {
      const count = lines.filter((line) => line.startsWith(`{"stream":"${name}",`)).length;
      assert.ok(count === 1 || count === 2, `${name} has ${count}`);
    }
  });

  it("cannot be made of an account that lacks a stream", () => {
    assert.throws(() => expectedRecords([streamNamed("boards")], () => [], 0), /no record of boards/u);
  });
});
