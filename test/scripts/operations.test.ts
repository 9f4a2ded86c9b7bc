import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderOperationTable } from "../../scripts/openapi/operation-table.ts";
import { readShape } from "../../scripts/openapi/read-shape.ts";
import type { Config } from "../../src/config/config.ts";
import { packageRoot } from "../../src/package.ts";
import { operations } from "../../src/pinterest/operations.generated.ts";
import type { Parameters } from "../../src/pinterest/operations.ts";
import { buildRequest, operationNamed } from "../../src/pinterest/operations.ts";
import { streams } from "../../src/streams/all.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { itWithDocument } from "./with-document.ts";

const config: Config = {
  credentials: { method: "access_token", accessToken: "token" },
  startDate: undefined,
  adAccountIds: ["549755885175"],
  boardIds: [],
  searchQueries: ["soup"],
  likesBoard: "Your Pinterest Likes",
  pinMetrics: true,
  silentPinAnalytics: false,
  lookbackDays: undefined,
  numWorkers: 1,
  baseUrl: "https://api.pinterest.com/v5",
  entityStatuses: [],
  attribution: {
    clickWindowDays: 30,
    engagementWindowDays: 30,
    viewWindowDays: 1,
    conversionReportTime: "TIME_OF_AD_ACTION",
  },
  columns: [],
  customReports: [],
  analyticsBatchSize: 100,
};

describe("the table of operations", () => {
  itWithDocument("is what `npm run generate` makes of the OpenAPI document", (document) => {
    const text = readFileSync(join(packageRoot, "src/pinterest/operations.generated.ts"), "utf8");
    assert.equal(text, renderOperationTable(document));
  });

  it("has every GET and the POSTs that read", () => {
    const methods = Object.values(operations).map(({ method }) => method);
    assert.equal(methods.filter((method) => method === "GET").length, 125);
    assert.equal(methods.filter((method) => method === "POST").length, 5);
  });

  for (const stream of streams) {
    it(`builds the requests of ${stream.name}`, () => {
      for (const [operation, parameters] of requestsOf(stream)) {
        assert.ok(buildRequest(operationNamed(operation), parameters).path.startsWith("/"));
      }
    });

    itWithDocument(`knows the values that ${stream.name} asks for`, (document) => {
      for (const [id, parameters] of requestsOf(stream)) {
        for (const declared of document.operation(id).parameters) {
          const shape = readShape(document, declared.schema);
          const known = shape.items?.values ?? shape.values;
          const asked = typeof declared.name === "string" ? parameters[declared.name] : undefined;
          if (known === undefined || asked === undefined) continue;
          for (const value of [asked].flat()) assert.ok(known.includes(String(value)), `${id}: ${value}`);
        }
      }
    });
  }

  it("has the parameters that children ask of their parents", () => {
    for (const { name, partitions } of streams) {
      if (!("parent" in partitions)) continue;
      const { parent } = partitions;
      const source = streams.find((stream) => stream.name === parent.stream);
      assert.ok(source !== undefined, `${name} has the parent ${parent.stream}`);
      const { query } = operationNamed(source.operation);
      for (const parameter of Object.keys(parent.parameters ?? {})) assert.ok(parameter in query, parameter);
    }
  });
});

/** The requests of each kind that a stream makes, but for the parameters that page and cut by days. */
function requestsOf(stream: Stream): [operation: string, parameters: Parameters][] {
  const { operation, parameters, partitions, reading } = stream;
  const fixed = parameters?.({ config, today: "2026-07-09" }) ?? {};
  const days = reading.by === "analytics" ? { start_date: "2026-07-01", end_date: "2026-07-09" } : {};
  const cuts = cutsOf(partitions);
  const requests = cuts.map((cut): [string, Parameters] => [operation, { ...fixed, ...days, ...cut }]);
  if (reading.by !== "analytics" || reading.oneByOne === undefined || partitions.of !== "batches") return requests;
  const { oneByOne } = reading;
  const single = cuts.map((cut): [string, Parameters] => {
    const rest = Object.entries(cut).filter(([name]) => name !== partitions.batch.parameter);
    return [oneByOne.operation, { ...fixed, ...days, ...Object.fromEntries(rest), [oneByOne.parameter]: "1" }];
  });
  return [...requests, ...single];
}

function cutsOf(partitions: Stream["partitions"]): Parameters[] {
  switch (partitions.of) {
    case "whole":
      return [{}];
    case "values":
      return partitions.values(config).map((value) => ({ [partitions.parameter]: value }));
    case "several":
      return partitions.parts.flatMap(cutsOf);
    case "children": {
      const { parent, each } = partitions;
      const values = each?.values.map((value) => ({ [each.parameter]: value })) ?? [{}];
      return values.map((value) => ({ ...bound(parent.bind), ...value }));
    }
    case "batches": {
      const { parent, batch } = partitions;
      const groups = Object.values(batch.groupParameters ?? { all: [{}] });
      return groups.flat().map((group) => ({ ...group, ...bound(parent.bind), [batch.parameter]: ["1", "2"] }));
    }
  }
}

function bound(bind: Readonly<Record<string, string>>): Parameters {
  return Object.fromEntries(Object.keys(bind).map((parameter) => [parameter, "1"]));
}
