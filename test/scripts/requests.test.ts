import assert from "node:assert/strict";
import { Ajv, type ValidateFunction } from "ajv";
import { readTexts } from "../../docs/source/source.ts";
import { readMetricColumns } from "../../scripts/generate/openapi/columns.ts";
import { list, type OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import { readShape } from "../../scripts/generate/openapi/read-shape.ts";
import { unsetParameters } from "../../scripts/generate/openapi/unset-parameters.ts";
import { isObject } from "../../src/base/json.ts";
import { metricColumns } from "../../src/pinterest/operations/columns.generated.ts";
import { operations } from "../../src/pinterest/operations/operations.generated.ts";
import { buildRequest, operationNamed } from "../../src/pinterest/operations/operations.ts";
import { streams, streamsOf } from "../../src/streams/all.ts";
import { childPartitionsOf } from "../../src/streams/partitions.ts";
import { pollOf } from "../../src/streams/stream.ts";
import { assertEachNamed } from "../assert-each.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { document } from "./openapi-document.ts";
import { bodiesOf, boundParameters, config, requestsOf } from "./stream-requests.ts";

const withoutStream = readTexts("operations-without-stream.json");
/** The operations that streams request. */
const requested = new Set(streams.flatMap((stream) => requestsOf(stream).map(([operation]) => operation)));

/** Parameters that the engine sets: pages and dates. */
const ofEngine = ["bookmark", "page_size", "start_index"];

/** Returns the values of a parameter in the requests of a stream, each once. */
function valuesIn(stream: string, parameter: string): readonly unknown[] {
  return [...new Set(requestsOf(streamNamed(stream)).flatMap(([, { [parameter]: value }]) => value ?? []))];
}

describe("requests of streams", () => {
  it("have the parameters that their operations need", () => {
    assertEachNamed(streamsOf(config), (stream) => {
      const requests = requestsOf(stream);
      assert.ok(requests.length > 0);
      for (const [operation, parameters] of requests) {
        assert.ok(buildRequest(operationNamed(operation), parameters).path.startsWith("/"));
      }
    });
  });

  for (const [stream, parameter, values] of [
    ["ad_accounts", "include_shared_accounts", [true]],
    ["audiences", "ownership_type", ["OWNED", "RECEIVED"]],
    ["billing_profiles", "is_active", [false]],
    ["business_asset_members", "fetch_system_users", [false, true]],
    ["business_invites", "is_member", [true, false]],
    ["business_members", "assets_summary", [true]],
    ["business_members", "fetch_system_users", [false, true]],
    ["business_partners", "assets_summary", [true]],
    ["business_partners", "partner_type", ["INTERNAL", "EXTERNAL"]],
    ["pins", "include_protected_pins", [true]],
    ["targeting_templates", "include_sizing", [true]],
    ["terms_of_service", "include_html", [true]],
  ] as const) {
    it(`include what the default of ${parameter} hides in ${stream}`, () => {
      assert.deepEqual(valuesIn(stream, parameter), values);
    });
  }
});

describe("requests of streams and the OpenAPI document", () => {
  /** Every GET, and every POST that needs only read scopes. */
  const reading = document.operations
    .filter(({ method, declaration }) => {
      const schemes = list(declaration.security).filter(isObject);
      const scopes = schemes.flatMap((scheme) => list(scheme.pinterest_oauth2)).map(String);
      return method === "GET" || (scopes.length > 0 && scopes.every((scope) => scope.includes(":read")));
    })
    .map(({ id }) => id);

  /** Returns the values of a parameter that the document lists. */
  const declarationOf = (operation: string, parameter: string) =>
    document.operation(operation).parameters.find(({ name }) => name === parameter);
  const listed = (operation: string, parameter: string) => {
    const declared = declarationOf(operation, parameter);
    const shape = declared === undefined ? undefined : readShape(document, declared.schema);
    return shape?.items?.values ?? shape?.values;
  };

  it("use every read operation, or docs/source/operations-without-stream.json says why not", () => {
    const known = [...requested, ...Object.keys(withoutStream)];
    assert.deepEqual(known.toSorted(), [...new Set(reading)].toSorted());
    const names = new Set(streams.map(({ name }) => name));
    for (const reason of Object.values(withoutStream)) {
      assert.match(reason, /^[A-Z][^:]+: .+\.$/u);
      const [, stream] = /the stream (\w+)/u.exec(reason) ?? [];
      assert.ok(stream === undefined || names.has(stream), stream);
    }
  });

  it("set every query parameter, or unset-parameters.json says why not", () => {
    const left = streams.flatMap((stream) => {
      const given = new Set([...ofEngine, ...requestsOf(stream).flatMap(([, parameters]) => Object.keys(parameters))]);
      return Object.keys(operationNamed(stream.operation).query).filter((parameter) => !given.has(parameter));
    });
    assert.deepEqual([...new Set(left)].toSorted(), [...unsetParameters].toSorted());
  });

  it("have only values that the document lists", () => {
    assertEachNamed(streamsOf(config), (stream) => {
      const bound = boundParameters(stream);
      for (const [operation, parameters] of requestsOf(stream)) {
        for (const [parameter, value] of Object.entries(parameters)) {
          const known = listed(operation, parameter) ?? [];
          // The values of a parent's record aren't known here.
          if (bound.has(parameter) || known.length === 0) continue;
          for (const one of [value].flat()) assert.ok(known.includes(String(one)), `${parameter}: ${String(one)}`);
        }
      }
    });
  });

  it("have every value of parameters that accept one at a time", () => {
    assertEachNamed(streams, ({ name, operation, partitions }) => {
      const each = [
        ...(partitions.of === "values" || partitions.of === "alternatives" ? partitions.each : []),
        ...childPartitionsOf({ partitions }).flatMap((part) => (part.of === "children" ? (part.each ?? []) : [])),
      ];
      for (const { parameter } of each) {
        // The configuration or the other half of the partition determines these.
        if (["country_code", "region", "parameters[report][report_type]"].includes(parameter)) continue;
        // The default of an alternative doesn't divide the rows.
        const unneeded =
          partitions.of === "alternatives"
            ? document.resolve(declarationOf(operation, parameter)?.schema).value.default
            : undefined;
        const known = listed(operation, parameter)?.filter((value) => value !== unneeded);
        if (known !== undefined) assert.deepEqual(valuesIn(name, parameter).map(String).toSorted(), known.toSorted());
      }
    });
  });

  for (const name of ["campaigns", "product_group_promotions", "labels"]) {
    it(`have every status of ${name}, some of which are hidden by default`, () => {
      const known = listed(streamNamed(name).operation, "entity_statuses") ?? [];
      assert.ok(known.includes("ARCHIVED"));
      assert.deepEqual(valuesIn(name, "entity_statuses").map(String).toSorted(), known.toSorted());
    });
  }

  it("have the same columns for all synchronous ads analytics", () => {
    const withColumns = Object.entries(operations).filter(([, { query }]) => "columns" in query);
    assert.ok(withColumns.length >= 9);
    for (const [operation] of withColumns) {
      assert.deepEqual(readMetricColumns(document, operation), metricColumns, operation);
    }
  });

  it("have bodies that match the document", () => {
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
    // The validator rejects other bodies.
    const [body] = bodiesOf(streamNamed("campaign_analytics_report"));
    for (const [operation, wrong] of [
      ["analytics/create_report", { ...body, columns: ["NOT_A_COLUMN"] }],
      ["analytics/create_report", { ...body, start_date: "July" }],
      ["reports/create", { catalog_type: "HOTEL", report: { report_type: "FEED_INGESTION_ISSUES" } }],
    ] as const) {
      assert.equal(validatorFor(document, operation)?.(wrong), false, JSON.stringify(wrong));
    }
  });
});

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
