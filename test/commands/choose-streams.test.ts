import assert from "node:assert/strict";
import { chooseStreams } from "../../src/commands/choose-streams.ts";
import { streams } from "../../src/streams/all.ts";

describe("chooseStreams", () => {
  it("returns a catalog of the named streams, each in the richest mode that it has", () => {
    assert.deepEqual(chooseStreams(" boards,pins ,boards,", streams, undefined), [
      { descriptor: { name: "boards" }, syncMode: "full_refresh" },
      { descriptor: { name: "pins" }, syncMode: "incremental", cursorField: "created_at" },
    ]);
  });

  it("filters a catalog and keeps its modes", () => {
    const catalog = [
      { descriptor: { name: "boards" }, syncMode: "full_refresh" },
      { descriptor: { name: "pins", namespace: "home" }, syncMode: "full_refresh" },
    ] as const;
    assert.deepEqual(chooseStreams("pins", streams, catalog), [catalog[1]]);
    assert.throws(
      () => chooseStreams("account", streams, catalog),
      /^ConnectorError: The catalog doesn't have the stream account\.$/u,
    );
  });

  it("lists unknown streams with the closest known name", () => {
    assert.throws(
      () => chooseStreams("baords,pins,nothing", streams, undefined),
      /There is no stream baords\. Did you mean boards\? There is no stream nothing\. To list the streams, run discover\./u,
    );
    assert.throws(() => chooseStreams(" , ", streams, undefined), /--streams names no stream/u);
  });
});
