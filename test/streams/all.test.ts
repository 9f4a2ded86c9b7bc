import assert from "node:assert/strict";
import { buildRequest, operationNamed, type Parameters } from "../../src/pinterest/operations/operations.ts";
import { streams } from "../../src/streams/all.ts";
import { type Batch, pollOf, type Stream } from "../../src/streams/stream.ts";
import { childPartitionsOf } from "../../src/sync/partitions/stream-partitions.ts";
import { assertEachNamed } from "../assert-each.ts";
import { configWith } from "../scripted-api.ts";
import { streamNamed } from "./stream-named.ts";

const run = { config: configWith({ searchQueries: ["cakes"] }), today: "2026-06-30" };

/** Whether an operation has a parameter, in the path or in the query. */
function declares(operation: string, parameter: string): boolean {
  const { path, query } = operationNamed(operation);
  return path.includes(`{${parameter}}`) || parameter in query;
}

/** The parameters of each kind of partition that a stream has. */
function partitionParameters({ partitions }: Pick<Stream, "partitions">): readonly (readonly string[])[] {
  switch (partitions.of) {
    case "single":
      return [[]];
    case "values":
      return [partitions.each.map(({ parameter }) => parameter)];
    case "children":
      return [[...Object.keys(partitions.parent.bind), ...(partitions.each ?? []).map(({ parameter }) => parameter)]];
    case "batches":
      return [Object.keys(partitions.parent.bind)];
    case "multiple_parents":
      return partitions.sources.flatMap((part) => partitionParameters({ partitions: part }));
  }
}

describe("streams", () => {
  it("have names of their own, in snake_case", () => {
    const names = streams.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assertEachNamed(streams, ({ name }) => assert.match(name, /^[a-z]+(?:_[a-z]+)*$/u));
  });

  it("are described in one sentence", () => {
    assertEachNamed(streams, ({ description }) => assert.match(description, /^[A-Z].*\.$/u));
  });

  it("read an operation, with parameters that the operation has", () => {
    // A report's body takes what its address does not; test/scripts holds bodies to the document.
    const addressed = streams.filter((stream) => pollOf(stream) === undefined);
    assertEachNamed(addressed, (stream) => {
      for (const parameter of [...givenBy(stream), ...daysOf(stream)])
        assert.ok(declares(stream.operation, parameter), parameter);
    });
  });

  it("give every parameter that the operation needs", () => {
    assertEachNamed(streams, (stream) => {
      const { operation, partitions } = stream;
      const { query } = operationNamed(operation);
      for (const kind of partitionParameters(stream)) {
        const values = Object.fromEntries(
          [...kind, ...daysOf(stream)]
            .filter((parameter) => declares(operation, parameter))
            .map((parameter) => [parameter, (query[parameter]?.array ?? false) === false ? "1" : ["1"]]),
        );
        for (const choice of partitions.of === "batches" ? choicesOf(partitions.batch) : [{}]) {
          // It throws without a parameter that is required.
          buildRequest(operationNamed(operation), { ...stream.parameters?.(run), ...values, ...choice });
        }
      }
    });
  });

  it("add to a record what its request says", () => {
    const adding = streams.filter(({ fromRequest }) => fromRequest !== undefined);
    assertEachNamed(adding, (stream) => {
      const { operation, reading, fromRequest = {} } = stream;
      const once = reading.by === "analytics" && reading.oneByOne !== undefined ? [reading.oneByOne.parameter] : [];
      // The engine gives the ad account to whatever takes it.
      const acting = Object.keys(operationNamed(operation).query).filter((parameter) => parameter === "ad_account_id");
      const known = [...givenBy(stream), ...daysOf(stream), ...once, ...acting];
      for (const parameter of Object.values(fromRequest)) assert.ok(known.includes(parameter), parameter);
    });
  });

  it("have parents that exist, are no children of their own, and can be requested", () => {
    const children = streams.filter((stream) => childPartitionsOf(stream).length > 0);
    assertEachNamed(children, (stream) => {
      assertNoCycle(stream, []);
      for (const { parent } of childPartitionsOf(stream)) {
        const source = streamNamed(parent.stream);
        assert.ok(source.reading.by !== "analytics");
        for (const parameter of Object.keys(parent.parameters ?? {}))
          assert.ok(declares(source.operation, parameter), parameter);
      }
    });
  });

  describe("in batches", () => {
    const batches = streams.flatMap(({ name, operation, partitions, reading }) =>
      partitions.of === "batches"
        ? [{ name, operation, reading, parent: partitions.parent, batch: partitions.batch }]
        : [],
    );

    it("have a batch whose parameter is bound, takes a list, and has a size", () => {
      assertEachNamed(batches, ({ operation, parent, batch }) => {
        assert.ok(Object.keys(parent.bind).includes(batch.parameter));
        assert.notEqual(operationNamed(operation).query[batch.parameter]?.array, false);
        const size = batch.size(configWith({}));
        assert.ok(size >= 1 && size <= 250);
      });
    });

    it("have parameters for each group", () => {
      const pins = [{ media: { media_type: "video" } }, { media: { media_type: "image" } }, { media: null }, {}];
      const grouped = batches.filter(({ batch }) => batch.groupParameters !== undefined);
      assertEachNamed(grouped, ({ batch: { group, groupParameters = {} } }) => {
        for (const name of pins.map((pin) => group?.(pin) ?? "")) assert.ok(name in groupParameters, name);
      });
    });

    it("can request one ID at a time with the same parameters", () => {
      const single = batches.flatMap(({ name, batch, reading }) =>
        reading.by === "analytics" && reading.oneByOne !== undefined
          ? [{ name, batch, oneByOne: reading.oneByOne }]
          : [],
      );
      assertEachNamed(single, ({ batch, oneByOne }) => {
        for (const choice of choicesOf(batch)) {
          const days = { start_date: "2026-06-01", end_date: "2026-06-30" };
          buildRequest(operationNamed(oneByOne.operation), { [oneByOne.parameter]: "1", ...days, ...choice });
        }
      });
    });
  });

  it("of analytics request no day that the API rejects", () => {
    const readings = streams.flatMap(({ name, reading }) => (reading.by === "analytics" ? [{ name, reading }] : []));
    assertEachNamed(readings, ({ reading: { daysBack, lookbackDays } }) => {
      assert.ok(daysBack <= 89);
      assert.ok(lookbackDays < daysBack);
    });
  });

  it("have a key of different fields", () => {
    assertEachNamed(streams, ({ primaryKey }) => assert.equal(new Set(primaryKey).size, primaryKey.length));
  });
});

/** The parameters that a stream's partitions and the stream itself give. */
function givenBy(stream: Stream): readonly string[] {
  return [...partitionParameters(stream).flat(), ...Object.keys(stream.parameters?.(run) ?? {})];
}

function daysOf({ reading }: Stream): readonly string[] {
  return reading.by === "analytics" ? ["start_date", "end_date"] : [];
}

/** The parameters for each group of a batch. */
function choicesOf({ groupParameters = { "": {} } }: Batch): readonly Parameters[] {
  return Object.values(groupParameters);
}

function assertNoCycle(stream: Stream, below: readonly string[]): void {
  assert.ok(!below.includes(stream.name), `${stream.name} is its own parent`);
  for (const { parent } of childPartitionsOf(stream))
    assertNoCycle(streamNamed(parent.stream), [...below, stream.name]);
}
