import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseStreams, readRequestOf } from "../../src/commands/choose-streams.ts";
import { OptionValues } from "../../src/commands/command-line/option-values.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { streams } from "../../src/streams/all.ts";
import { folderOfSuite } from "../temporary-folders.ts";

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

describe("readRequestOf", () => {
  const folder = folderOfSuite();
  before(() => {
    const streamsOfCatalog = ["boards", "pins"].map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh"] },
      sync_mode: "full_refresh",
      destination_sync_mode: "overwrite",
    }));
    writeFileSync(join(folder.path, "catalog.json"), JSON.stringify({ streams: streamsOfCatalog }));
    const state = { type: "STREAM", stream: { stream_descriptor: { name: "pins" }, stream_state: { version: 1 } } };
    writeFileSync(join(folder.path, "state.json"), JSON.stringify([state]));
  });

  const config = parseConfig({ credentials: { access_token: "pina_1" } }, {});
  const namesOf = async (given: Readonly<Record<string, string>>) => {
    const { configured, states } = await readRequestOf(new OptionValues(new Map(Object.entries(given))), config);
    return { names: configured.map(({ descriptor: { name } }) => name), states: [...states.keys()] };
  };

  it("takes the streams of the catalog, or those of them that --streams names", async () => {
    const catalog = join(folder.path, "catalog.json");
    assert.deepEqual(await namesOf({ catalog }), { names: ["boards", "pins"], states: [] });
    assert.deepEqual(await namesOf({ catalog, streams: "pins" }), { names: ["pins"], states: [] });
  });

  it("takes the streams that --streams names, or all that are enabled, and the states of a file", async () => {
    const state = join(folder.path, "state.json");
    assert.deepEqual(await namesOf({ streams: "likes", state }), { names: ["likes"], states: ["pins"] });
    const { names } = await namesOf({});
    assert(names.length > 100 && names.length < streams.length, `${names.length} of ${streams.length}`);
  });
});
