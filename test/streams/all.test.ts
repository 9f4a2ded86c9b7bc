import assert from "node:assert/strict";
import { buildRequest, operationNamed, type Parameters } from "../../src/pinterest/operations.ts";
import { streams } from "../../src/streams/all.ts";
import { pollOf, type Stream } from "../../src/streams/stream.ts";
import { configWith } from "../sync/scripted-api.ts";
import { parentOf, streamNamed } from "./stream-named.ts";

const run = { config: configWith({ searchQueries: ["cakes"] }), today: "2026-06-30" };

/** Whether an operation has a parameter, in the path or in the query. */
function declares(operation: string, parameter: string): boolean {
  const { path, query } = operationNamed(operation);
  return path.includes(`{${parameter}}`) || parameter in query;
}

/** The parameters of each kind of partition that a stream has. */
function partitionParameters({ partitions }: Pick<Stream, "partitions">): readonly (readonly string[])[] {
  switch (partitions.of) {
    case "whole":
      return [[]];
    case "values":
      return [partitions.each.map(({ parameter }) => parameter)];
    case "children":
      return [[...Object.keys(partitions.parent.bind), ...(partitions.each ?? []).map(({ parameter }) => parameter)]];
    case "batches":
      return [Object.keys(partitions.parent.bind)];
    case "several":
      return partitions.parts.flatMap((part) => partitionParameters({ partitions: part }));
  }
}

describe("streams", () => {
  it("have names of their own, in snake_case", () => {
    const names = streams.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z]+(?:_[a-z]+)*$/u);
  });

  for (const stream of streams) {
    describe(stream.name, () => {
      const { name, operation, partitions, reading, primaryKey, stamp = {}, about } = stream;
      const parent = parentOf(stream);
      const inBody = pollOf(stream) !== undefined;
      const given = [...partitionParameters(stream).flat(), ...Object.keys(stream.parameters?.(run) ?? {})];
      const days = reading.by === "analytics" ? ["start_date", "end_date"] : [];

      it("is about something, in one sentence", () => {
        assert.match(about, /^[A-Z].*\.$/u);
      });

      it("reads an operation, with parameters that the operation has", () => {
        // A report's body takes what its address does not; test/scripts holds bodies to the document.
        for (const parameter of [...given, ...days]) assert.ok(inBody || declares(operation, parameter), parameter);
      });

      it("gives every parameter that the operation needs", () => {
        const choices: readonly Parameters[] =
          partitions.of === "batches" ? Object.values(partitions.batch.groupParameters ?? { "": {} }) : [{}];
        const { query } = operationNamed(operation);
        for (const kind of partitionParameters(stream)) {
          const values = Object.fromEntries(
            [...kind, ...days]
              .filter((parameter) => declares(operation, parameter))
              .map((parameter) => [parameter, (query[parameter]?.array ?? false) === false ? "1" : ["1"]]),
          );
          for (const choice of choices) {
            buildRequest(operationNamed(operation), { ...stream.parameters?.(run), ...values, ...choice });
          }
        }
      });

      it("stamps what a request of it says", () => {
        const once = reading.by === "analytics" && reading.oneByOne !== undefined ? [reading.oneByOne.parameter] : [];
        // The engine gives the ad account to whatever takes it.
        const acting = Object.keys(operationNamed(operation).query).filter(
          (parameter) => parameter === "ad_account_id",
        );
        for (const parameter of Object.values(stamp))
          assert.ok([...given, ...days, ...once, ...acting].includes(parameter), parameter);
      });

      if (parent !== undefined) {
        it("has a parent that exists, is itself no child of this one, and can be asked", () => {
          const seen = new Set([name]);
          for (let next = parentOf(stream); next !== undefined; next = parentOf(streamNamed(next.stream))) {
            assert.ok(!seen.has(next.stream), `${next.stream} is its own parent`);
            seen.add(next.stream);
          }
          const source = streamNamed(parent.stream);
          assert.ok(source.reading.by !== "analytics");
          for (const parameter of Object.keys(parent.parameters ?? {}))
            assert.ok(declares(source.operation, parameter), parameter);
        });
      }

      if (partitions.of === "batches") {
        const { batch } = partitions;
        it("has a batch whose parameter is bound, takes a list, and has a size", () => {
          assert.ok(Object.keys(partitions.parent.bind).includes(batch.parameter));
          assert.notEqual(operationNamed(operation).query[batch.parameter]?.array, false);
          const size = batch.size(configWith({}));
          assert.ok(size >= 1 && size <= 250);
        });

        it("has parameters for each group", () => {
          const groups = [
            { media: { media_type: "video" } },
            { media: { media_type: "image" } },
            { media: null },
            {},
          ].map((pin) => batch.group?.(pin) ?? "");
          for (const group of groups)
            assert.ok(batch.groupParameters === undefined || group in batch.groupParameters, group);
        });
      }

      if (reading.by === "analytics") {
        it("asks for no day that the API refuses", () => {
          assert.ok(reading.daysBack <= 89);
          assert.ok(reading.lookbackDays < reading.daysBack);
        });

        it("can ask for one at a time with the same parameters", () => {
          const { oneByOne } = reading;
          if (oneByOne === undefined || partitions.of !== "batches") return;
          for (const choice of Object.values(partitions.batch.groupParameters ?? {})) {
            buildRequest(operationNamed(oneByOne.operation), {
              [oneByOne.parameter]: "1",
              start_date: "2026-06-01",
              end_date: "2026-06-30",
              ...choice,
            });
          }
        });
      }

      it("has a key of its own fields", () => {
        assert.equal(new Set(primaryKey).size, primaryKey.length);
      });
    });
  }
});
