import assert from "node:assert/strict";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import type { Parameters } from "../../src/pinterest/operations/operations.ts";
import { addressAndBody, operationNamed } from "../../src/pinterest/operations/operations.ts";
import { childPartitionsOf } from "../../src/streams/partitions.ts";
import { type Dimension, pollOf, type Stream } from "../../src/streams/stream.ts";
import { configWith, everyCustomReport } from "./configuration.ts";

/** A configuration in which every stream makes requests, with custom reports of each kind. */
export const config = configWith({ customReports: everyCustomReport });
/** The run of the requests. */
const run = { config, today: "2026-07-09" };
const days = { start_date: "2026-07-01", end_date: "2026-07-09" };

type Request = readonly [operation: string, parameters: Parameters];

/** Returns the requests of each kind that a stream makes, without parameters for pages and dates. */
export function requestsOf(stream: Stream): readonly Request[] {
  const { operation, parameters, partitions, reading } = stream;
  const partitionParameters = partitionsOf(partitions);
  const fixed = parameters?.(run) ?? {};
  const poll = pollOf(stream);
  if (poll !== undefined) {
    const requests = partitionParameters.map((own) => ({ ...fixed, ...(reading.by === "report" ? days : {}), ...own }));
    return requests.flatMap((all): Request[] => [
      [operation, addressOf(operation, all)],
      [poll, { ...pathOf(poll, all), token: "token" }],
    ]);
  }
  const dateParameters = reading.by === "analytics" ? days : {};
  const requests = partitionParameters.map((own): Request => [operation, { ...fixed, ...dateParameters, ...own }]);
  if (reading.by !== "analytics" || reading.oneByOne === undefined || partitions.of !== "batches") return requests;
  const { oneByOne } = reading;
  const single = partitionParameters.map((own): Request => {
    const rest = without(own, partitions.batch.parameter);
    return [oneByOne.operation, { ...fixed, ...days, ...rest, [oneByOne.parameter]: "1" }];
  });
  return [...requests, ...single];
}

/** Returns the bodies that a report stream sends. */
export function bodiesOf({ operation, parameters, partitions, reading }: Stream): JsonObject[] {
  const isOfDays = reading.by === "report";
  // Only catalogs of this type are requested.
  const kind = childPartitionsOf({ partitions }).some(({ parent }) => "catalog_type" in parent.bind)
    ? { catalog_type: "HOTEL" }
    : {};
  return partitionsOf(partitions).map((own) => {
    const { inBody } = addressAndBody(operation, { ...parameters?.(run), ...(isOfDays ? days : {}), ...own, ...kind });
    // In serialized form.
    const sent: unknown = JSON.parse(JSON.stringify({ ...(isOfDays ? reading.body(config) : {}), ...inBody }));
    assert.ok(isObject(sent));
    return sent;
  });
}

function pathOf(operation: string, parameters: Parameters): Parameters {
  const { path } = operationNamed(operation);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => path.includes(`{${name}}`)));
}

/** Returns the path and query parameters of an operation. */
function addressOf(operation: string, parameters: Parameters): Parameters {
  const { query } = operationNamed(operation);
  const inQuery = Object.entries(parameters).filter(([name]) => name in query);
  return { ...pathOf(operation, parameters), ...Object.fromEntries(inQuery) };
}

/** Returns the parameters of one partition of each kind. */
function partitionsOf(partitions: Stream["partitions"]): Parameters[] {
  switch (partitions.of) {
    case "single":
      return [{}];
    case "values":
      return combinationsOf(partitions.each);
    case "alternatives":
      return partitions.each.flatMap((each) => combinationsOf([each]));
    case "multiple_parents":
      return partitions.sources.flatMap(partitionsOf);
    case "children": {
      const { parent, each = [] } = partitions;
      return combinationsOf(each).map((values) => ({ ...bound(parent.bind), ...values }));
    }
    case "batches": {
      const { parent, batch } = partitions;
      const groups = Object.values(batch.groupParameters ?? { all: {} });
      const several = groups.map((group) => ({ ...group, ...bound(parent.bind), [batch.parameter]: ["1", "2"] }));
      const { single } = batch;
      if (single === undefined) return several;
      return [...several, ...several.map((own) => ({ ...without(own, batch.parameter), [single]: "1" }))];
    }
  }
}

/** Returns all combinations of values of the dimensions, without those that no contract has. */
function combinationsOf(dimensions: readonly Dimension[]): Parameters[] {
  return dimensions.reduce<Parameters[]>(
    (combinations, { parameter, values, undocumented = [] }) => {
      const documented = values(run).filter((value) => !undocumented.includes(value));
      return combinations.flatMap((combination) => documented.map((value) => ({ ...combination, [parameter]: value })));
    },
    [{}],
  );
}

/** Returns the parameters from parents' records. */
export function boundParameters({ partitions }: Stream): ReadonlySet<string> {
  return new Set(childPartitionsOf({ partitions }).flatMap(({ parent }) => Object.keys(parent.bind)));
}

function bound(bind: Readonly<Record<string, string>>): Parameters {
  return Object.fromEntries(Object.keys(bind).map((parameter) => [parameter, "1"]));
}

function without(parameters: Parameters, name: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([other]) => other !== name));
}
