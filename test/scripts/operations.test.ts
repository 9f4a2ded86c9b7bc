import assert from "node:assert/strict";
import { Ajv, type ValidateFunction } from "ajv";
import type { OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import { readShape } from "../../scripts/generate/openapi/read-shape.ts";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import type { Parameters } from "../../src/pinterest/operations/operations.ts";
import { addressAndBody, buildRequest, operationNamed } from "../../src/pinterest/operations/operations.ts";
import { streams, streamsOf } from "../../src/streams/all.ts";
import { type Dimension, pollOf, type Stream } from "../../src/streams/stream.ts";
import { assertEachNamed } from "../assert-each.ts";
import { describeWith } from "../requirements.ts";
import { configWith, everyCustomReport } from "./configuration.ts";
import { openApiDocument } from "./openapi-document.ts";

const config = configWith({ customReports: everyCustomReport });
const run = { config, today: "2026-07-09" };
const days = { start_date: "2026-07-01", end_date: "2026-07-09" };

describe("the table of operations", () => {
  it("has one parameter per member of an object", () => {
    const { query } = buildRequest(operationNamed("reports/stats"), {
      "parameters[catalog_type]": "RETAIL",
      "parameters[report][feed_id]": "7",
    });
    assert.equal(
      new URLSearchParams(query).toString(),
      "parameters%5Bcatalog_type%5D=RETAIL&parameters%5Breport%5D%5Bfeed_id%5D=7",
    );
  });

  it("has what the requests of each stream need", () => {
    assertEachNamed(streamsOf(config), (stream) => {
      const requests = requestsOf(stream);
      assert.ok(requests.length > 0);
      for (const [operation, parameters] of requests) {
        assert.ok(buildRequest(operationNamed(operation), parameters).path.startsWith("/"));
      }
    });
  });
});

describeWith(openApiDocument, "the table of operations and the OpenAPI document", (document) => {
  it("gets parameter values that the document lists", () => {
    const given = streamsOf(config).flatMap((stream) =>
      requestsOf(stream).flatMap(([id, parameters]) =>
        document.operation(id).parameters.flatMap((declared) => {
          const shape = readShape(document, declared.schema);
          const known = shape.items?.values ?? shape.values;
          const parameter = typeof declared.name === "string" ? declared.name : "";
          const value = parameters[parameter];
          // The values of a parent's record aren't known here.
          if (boundParameters(stream).has(parameter) || value === undefined) return [];
          // A shape lists only strings; numbers of days are also in report bodies, which the test checks.
          if (known === undefined || known.length === 0) return [];
          return [value]
            .flat()
            .map((one) => ({ name: `${stream.name}, ${id}, ${parameter}`, known, value: String(one) }));
        }),
      ),
    );
    assertEachNamed(given, ({ known, value }) => assert.ok(known.includes(value), value));
  });

  it("gets request bodies that match the document", () => {
    const senders = streamsOf(config).filter((stream) => pollOf(stream) !== undefined);
    assertEachNamed(senders, (stream) => {
      const allowed = validatorFor(document, stream.operation);
      if (allowed === undefined) {
        for (const body of bodiesOf(stream)) assert.deepEqual(body, {}, "the document has no body to send");
        return;
      }
      const fields = readShape(document, document.requestSchema(stream.operation)).properties;
      for (const body of bodiesOf(stream)) {
        assert.ok(allowed(body), JSON.stringify(allowed.errors));
        assert.deepEqual(
          Object.keys(body).filter((name) => !fields.has(name)),
          [],
        );
      }
    });
  });

  it("rejects request bodies that don't match the document", () => {
    const allowed = validatorFor(document, "analytics/create_report");
    assert.ok(allowed !== undefined);
    const stream = streams.find(({ name }) => name === "campaign_analytics_report");
    const [body] = stream === undefined ? [] : bodiesOf(stream);
    assert.ok(allowed(body), JSON.stringify(allowed.errors));
    for (const wrong of [
      { columns: ["NOT_A_COLUMN"] },
      { level: "PLANET" },
      { start_date: "July" },
      { click_window_days: 3 },
      { targeting_types: ["APPTYPE", "GENDER", "AGE_BUCKET", "PLACEMENT", "COUNTRY", "REGION"] },
      { campaign_statuses: ["SLEEPING"] },
    ]) {
      assert.ok(!allowed({ ...body, ...wrong }), JSON.stringify(wrong));
    }
    const ofCatalogs = validatorFor(document, "reports/create");
    for (const wrong of [{ catalog_type: "HOTEL", report: { report_type: "FEED_INGESTION_ISSUES" } }, { report: {} }]) {
      assert.ok(ofCatalogs?.(wrong) === false, JSON.stringify(wrong));
    }
  });
});

/** Returns the requests of each kind that a stream makes, without parameters for pages and dates. */
function requestsOf(stream: Stream): [operation: string, parameters: Parameters][] {
  const { operation, parameters, partitions, reading } = stream;
  const partitionParameters = partitionsOf(partitions);
  const fixed = parameters?.(run) ?? {};
  const poll = pollOf(stream);
  if (poll !== undefined) {
    const requests = partitionParameters.map((own) => ({ ...fixed, ...(reading.by === "report" ? days : {}), ...own }));
    return requests.flatMap((all): [string, Parameters][] => [
      [operation, addressOf(operation, all)],
      [poll, { ...pathOf(poll, all), token: "token" }],
    ]);
  }
  const dateParameters = reading.by === "analytics" ? days : {};
  const requests = partitionParameters.map((own): [string, Parameters] => [
    operation,
    { ...fixed, ...dateParameters, ...own },
  ]);
  if (reading.by !== "analytics" || reading.oneByOne === undefined || partitions.of !== "batches") return requests;
  const { oneByOne } = reading;
  const single = partitionParameters.map((own): [string, Parameters] => {
    const rest = without(own, partitions.batch.parameter);
    return [oneByOne.operation, { ...fixed, ...days, ...rest, [oneByOne.parameter]: "1" }];
  });
  return [...requests, ...single];
}

/** Returns the bodies that a report stream sends. */
function bodiesOf({ operation, parameters, partitions, reading }: Stream): JsonObject[] {
  const isOfDays = reading.by === "report";
  // Only catalogs of this type are requested.
  const kind = partsOf(partitions).some(({ parent }) => "catalog_type" in parent.bind) ? { catalog_type: "HOTEL" } : {};
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

const validators = new Map<string, ValidateFunction | undefined>();

/** Validates a body against the document; undefined if the operation has none. Compiled once, since it is slow. */
function validatorFor(document: OpenApiDocument, operation: string): ValidateFunction | undefined {
  if (!validators.has(operation)) {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const hasBody = isObject(document.operation(operation).declaration.requestBody);
    const compile = () => ajv.compile({ ...document.requestSchema(operation), components: document.components });
    validators.set(operation, hasBody ? compile() : undefined);
  }
  return validators.get(operation);
}

function partsOf(partitions: Stream["partitions"]) {
  if (partitions.of === "multiple_parents") return partitions.sources;
  return "parent" in partitions ? [partitions] : [];
}

/** Returns the parameters of one partition of each kind. */
function partitionsOf(partitions: Stream["partitions"]): Parameters[] {
  switch (partitions.of) {
    case "single":
      return [{}];
    case "values":
      return combinationsOf(partitions.each);
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

/** Returns all combinations of values of the dimensions. */
function combinationsOf(dimensions: readonly Dimension[]): Parameters[] {
  return dimensions.reduce<Parameters[]>(
    (combinations, { parameter, values }) =>
      combinations.flatMap((combination) => values(run).map((value) => ({ ...combination, [parameter]: value }))),
    [{}],
  );
}

/** Returns the parameters from parents' records. */
function boundParameters({ partitions }: Stream): ReadonlySet<string> {
  return new Set(partsOf(partitions).flatMap(({ parent }) => Object.keys(parent.bind)));
}

function bound(bind: Readonly<Record<string, string>>): Parameters {
  return Object.fromEntries(Object.keys(bind).map((parameter) => [parameter, "1"]));
}

function without(parameters: Parameters, name: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([other]) => other !== name));
}
