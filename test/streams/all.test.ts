import assert from "node:assert/strict";
import { operationNamed } from "../../src/pinterest/operations/operations.ts";
import { streams } from "../../src/streams/all.ts";
import { childPartitionsOf } from "../../src/streams/partitions.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { isTrackable } from "../../src/streams/tracking.ts";
import { assertEachNamed } from "../assert-each.ts";
import { configWith } from "../scripted-api.ts";
import { streamNamed } from "./stream-named.ts";

const run = { config: configWith({ searchQueries: ["cakes"] }), today: "2026-06-30" };

/** Whether an operation has a parameter in its path or query. */
function declares(operation: string, parameter: string): boolean {
  const { path, query } = operationNamed(operation);
  return path.includes(`{${parameter}}`) || parameter in query;
}

/** Returns the parameters of each kind of partition of a stream. */
function partitionParameters({ partitions }: Pick<Stream, "partitions">): readonly (readonly string[])[] {
  switch (partitions.of) {
    case "single":
      return [[]];
    case "values":
      return [partitions.each.map(({ parameter }) => parameter)];
    case "alternatives":
      return partitions.each.map(({ parameter }) => [parameter]);
    case "children":
      return [[...Object.keys(partitions.parent.bind), ...(partitions.each ?? []).map(({ parameter }) => parameter)]];
    case "batches":
      return [Object.keys(partitions.parent.bind)];
    case "multiple_parents":
      return partitions.sources.flatMap((part) => partitionParameters({ partitions: part }));
  }
}

describe("streams", () => {
  it("have unique snake_case names", () => {
    const names = streams.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assertEachNamed(streams, ({ name }) => assert.match(name, /^[a-z]+(?:_[a-z]+)*$/u));
  });

  it("can be tracked if they are lists that can be read completely and name their rows", () => {
    const others = ["pin_analytics", "campaigns", "account_snapshots", "ads_credit_discounts"];
    for (const name of [...others, "catalogs_feed_processing_results", "catalogs_reports_all_items"])
      assert.equal(isTrackable(streamNamed(name)), false, name);
    for (const name of ["pins", "followers"]) assert.equal(isTrackable(streamNamed(name)), true, name);
  });

  it("add request parameters to records", () => {
    const adding = streams.filter(({ fromRequest }) => fromRequest !== undefined);
    assertEachNamed(adding, (stream) => {
      const { operation, reading, fromRequest = {} } = stream;
      const once = reading.by === "analytics" && reading.oneByOne !== undefined ? [reading.oneByOne.parameter] : [];
      // The engine adds the ad account to every operation with that parameter.
      const acting = Object.keys(operationNamed(operation).query).filter((parameter) => parameter === "ad_account_id");
      const known = [...givenBy(stream), ...daysOf(stream), ...once, ...acting];
      for (const parameter of Object.values(fromRequest)) assert.ok(known.includes(parameter), parameter);
    });
  });

  it("have existing parents other than themselves whose operations can be requested", () => {
    const children = streams.filter((stream) => childPartitionsOf(stream).length > 0);
    assertEachNamed(children, (stream) => {
      assertNoCycle(stream, []);
      for (const { parent } of childPartitionsOf(stream)) {
        const source = streamNamed(parent.stream);
        assert.ok(source.reading.by !== "analytics");
        assert.ok(!source.name.startsWith("user_account_top"), "the account doesn't own all of these Pins");
        for (const parameter of Object.keys(parent.parameters ?? {}))
          assert.ok(declares(source.operation, parameter), parameter);
      }
    });
  });

  it("have batches with parameters for each group", () => {
    const pins = [{ media: { media_type: "video" } }, { media: { media_type: "image" } }, { media: null }, {}];
    const batches = streams.flatMap(({ name, partitions }) =>
      partitions.of === "batches" && partitions.batch.groupParameters !== undefined
        ? [{ name, batch: partitions.batch }]
        : [],
    );
    assertEachNamed(batches, ({ batch: { group, groupParameters = {} } }) => {
      for (const name of pins.map((pin) => group?.(pin) ?? "")) assert.ok(name in groupParameters, name);
    });
  });
});

/** Returns the parameters of a stream and its partitions. */
function givenBy(stream: Stream): readonly string[] {
  return [...partitionParameters(stream).flat(), ...Object.keys(stream.parameters?.(run) ?? {})];
}

function daysOf({ reading }: Stream): readonly string[] {
  return reading.by === "analytics" ? ["start_date", "end_date"] : [];
}

function assertNoCycle(stream: Stream, below: readonly string[]): void {
  assert.ok(!below.includes(stream.name), `${stream.name} is its own parent`);
  for (const { parent } of childPartitionsOf(stream))
    assertNoCycle(streamNamed(parent.stream), [...below, stream.name]);
}
