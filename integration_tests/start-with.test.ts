import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { startsWith } from "../docs/source/pages/start-with-part.ts";
import { knownCredentials } from "../simulator/simulator.ts";
import { packageRoot } from "../src/base/package.ts";
import { objectOf, textsOf } from "../test/narrow.ts";
import { Bed } from "./bed/bed.ts";
import { lastStates } from "./bed/messages.ts";

const config = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };

describe("the streams to start with", () => {
  for (const { purpose, streams, first, daily } of startsWith()) {
    it(`take as many API calls as docs/pinterest.md says: ${purpose}`, async () => {
      const bed = await Bed.open({ seed: 5, scale: "small", config });
      const made = () => bed.simulator.journal.entries.length;
      const { messages } = await bed.read(streams);
      const inFirst = made();
      bed.simulator.change({ add_pins: 3, advance_days: 1 });
      await bed.read(streams, { states: lastStates(messages) });
      const counts = [inFirst, made() - inFirst];
      await bed.close();
      assert.deepEqual(counts, [first, daily]);
    });
  }

  it("are those that metadata.yaml suggests", () => {
    const metadata = objectOf(objectOf(parse(readFileSync(join(packageRoot, "metadata.yaml"), "utf8"))).data);
    const suggested = textsOf(objectOf(metadata.suggestedStreams).streams);
    assert.deepEqual(
      suggested,
      startsWith().flatMap(({ streams }) => streams),
    );
  });
});
