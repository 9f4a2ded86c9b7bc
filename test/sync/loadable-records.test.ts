import assert from "node:assert/strict";
import { schemaOf } from "../../src/catalog.ts";
import { streams } from "../../src/streams/all.ts";
import { readStreams } from "../../src/sync/read-streams.ts";
import { FakeClock } from "../fake-clock.ts";
import { MessageLog } from "./message-log.ts";
import { configWith, page, ScriptedApi } from "./scripted-api.ts";

describe("readStreams", () => {
  it("writes texts that destinations can load, and warns of what has changed once per stream", async () => {
    const clock = new FakeClock(Date.parse("2026-06-30T12:00:00Z"));
    const log = new MessageLog(clock);
    const boards = ["Tea\0", "Half a cup \ud83c", "Cakes"].map((name, index) => ({ id: String(index), name }));
    const api = new ScriptedApi(clock, ({ path }) => (path === "/boards" ? page(boards) : page([])));
    const complete = await readStreams(
      {
        config: configWith(),
        client: api.client,
        download: () => Promise.reject(new Error("nothing is downloaded here")),
        writer: log.writer,
        clock,
        random: () => 0.5,
        signal: new AbortController().signal,
        streams,
        schemaOf,
        job: undefined,
      },
      [{ descriptor: { name: "boards" }, syncMode: "full_refresh" }],
      new Map(),
    );
    assert.equal(complete, true);
    const names = (await log.records("boards")).map(({ name }) => name);
    assert.deepEqual(names, ["Tea", "Half a cup \ufffd", "Cakes"]);
    const warnings = (await log.logs("WARN")).filter((message) => message.startsWith("boards: "));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /name \(2\)/u);
  });
});
