import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { startsWith } from "../docs/source/pages/start-with-part.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { objectOf, parsedObject, textsOf } from "../test/narrow.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { lastStates } from "./bed/messages.ts";

const config = { credentials };

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

  it("fit into a day of Trial access with those that docs/pinterest.md adds, for an account of 500 Pins", async () => {
    const page = readFileSync(join(packageRoot, "docs", "pinterest.md"), "utf8");
    const [, added = "", first, worst] =
      /\*\*Streams for Trial access\*\*(.*?) estimates about (\d+) API calls .*? takes (\d+): if/su.exec(page) ?? [];
    const more = [...added.matchAll(/`(\w+_\w+)`/gu)].map(([, name = ""]) => name);
    assert.equal(more.length, 3);
    const bed = await Bed.open({ seed: 5, scale: "small", config });
    Object.assign(bed.simulator.settings, { limits: "trial" });
    for (const { id } of bed.simulator.expectedRecords("pins").slice(500))
      bed.simulator.change({ delete_pin: asText(id) });
    const catalog = await bed.catalog([...startsWith().flatMap(({ streams }) => streams), ...more]);
    const planned = async (changed: JsonObject) => {
      const { stdout } = await bed.run("plan", { catalog }, { config: { ...config, ...changed }, args: ["--json"] });
      const { requests, trialDays } = parsedObject(stdout);
      assert.equal(trialDays, 1);
      return `${Math.round(Number(requests) / 10)}0`;
    };
    const usual = await planned({});
    Object.assign(bed.simulator.settings, { gated: ["multi_pins/analytics"] });
    const oneByOne = await planned({ silent_pin_analytics: true });
    await bed.close();
    assert.deepEqual([first, worst], [usual, oneByOne]);
  });

  it("are those that metadata.yaml suggests", () => {
    const metadata = objectOf(objectOf(parse(readFileSync(join(packageRoot, "metadata.yaml"), "utf8"))).data);
    const suggested = textsOf(objectOf(metadata.suggestedStreams).streams);
    assert.deepEqual(
      suggested,
      startsWith().flatMap(({ streams }) => streams),
    );
  });
});
