import assert from "node:assert/strict";
import { type DocumentedOperation, list, type OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import { readShape } from "../../scripts/generate/openapi/read-shape.ts";
import { unsetParameters } from "../../scripts/generate/openapi/unset-parameters.ts";
import { readTexts } from "../../scripts/generate/source.ts";
import { isObject } from "../../src/base/json.ts";
import { operationNamed } from "../../src/pinterest/operations/operations.ts";
import { streams } from "../../src/streams/all.ts";
import { pollOf, type Stream } from "../../src/streams/stream.ts";
import { childPartitionsOf } from "../../src/sync/stream-partitions.ts";
import { describeWith } from "../requirements.ts";
import { configWith } from "./configuration.ts";
import { openApiDocument } from "./openapi-document.ts";

const exclusions = readTexts("operations-without-stream.json");
const run = { config: configWith(), today: "2026-07-09" };

/** Returns the operations of a stream. */
function operationsOf(stream: Stream): readonly string[] {
  const { operation, reading } = stream;
  const poll = pollOf(stream);
  if (poll !== undefined) return [operation, poll];
  return reading.by === "analytics" && reading.oneByOne !== undefined
    ? [operation, reading.oneByOne.operation]
    : [operation];
}

const read = new Set(streams.flatMap(operationsOf));

function scopesOf({ declaration }: DocumentedOperation): readonly string[] {
  return list(declaration.security)
    .filter(isObject)
    .flatMap((scheme) => list(scheme.pinterest_oauth2))
    .map(String)
    .toSorted();
}

/** Returns every GET, and every POST that needs only read scopes. */
function readingOperations(document: OpenApiDocument): readonly DocumentedOperation[] {
  return document.operations.filter((operation) => {
    const scopes = scopesOf(operation);
    return operation.method === "GET" || (scopes.length > 0 && scopes.every((scope) => scope.includes(":read")));
  });
}

/** Query parameters of every request of a stream, including those of the engine: pages and dates. */
function givenParameters({ partitions, parameters, reading }: Stream): ReadonlySet<string> {
  const each = partitions.of === "values" ? partitions.each : [];
  const dimensions = [...each, ...childPartitionsOf({ partitions })].flatMap((part) =>
    "parameter" in part ? [part] : part.of === "children" ? (part.each ?? []) : [],
  );
  const batches = childPartitionsOf({ partitions }).flatMap((part) => (part.of === "batches" ? [part.batch] : []));
  return new Set([
    ...Object.keys(parameters?.(run) ?? {}),
    ...dimensions.map(({ parameter }) => parameter),
    ...childPartitionsOf({ partitions }).flatMap(({ parent }) => Object.keys(parent.bind)),
    ...batches.flatMap(({ groupParameters = {} }) => Object.values(groupParameters).flatMap(Object.keys)),
    "bookmark",
    "page_size",
    "start_index",
    ...(reading.by === "list" || reading.by === "feed" ? [] : ["start_date", "end_date"]),
  ]);
}

describeWith(openApiDocument, "coverage of the OpenAPI document", (document) => {
  it("has a stream or a reason for every read operation", () => {
    const open = readingOperations(document)
      .map(({ id }) => id)
      .filter((id) => !read.has(id) && !(id in exclusions));
    assert.deepEqual(open, []);
  });

  it("has reasons only for operations of the document without a stream", () => {
    const known = new Set(readingOperations(document).map(({ id }) => id));
    // Polling an export, whose creation needs ads:write, is a GET like any other.
    assert.deepEqual(
      Object.keys(exclusions).filter((id) => !known.has(id) || read.has(id)),
      [],
    );
    for (const reason of Object.values(exclusions)) assert.match(reason, /^[A-Z][^:]+: .+\.$/u);
    const names = new Set(streams.map(({ name }) => name));
    for (const reason of Object.values(exclusions)) {
      const [, stream] = /the stream (\w+)/u.exec(reason) ?? [];
      assert.ok(stream === undefined || names.has(stream), stream);
    }
  });

  it("requests only operations of the document or a later version", () => {
    const known = new Set(readingOperations(document).map(({ id }) => id));
    assert.deepEqual(
      [...read].filter((id) => !known.has(id)),
      [],
    );
  });

  it("has the scopes and rate limit categories of the document", () => {
    for (const id of read) {
      const declared = document.operation(id);
      const { scopes, category } = operationNamed(id);
      assert.deepEqual(scopes, scopesOf(declared), id);
      assert.equal(category, declared.declaration["x-ratelimit-category"], id);
    }
  });

  it("sets every query parameter, or has a reason not to", () => {
    const used = new Set<string>();
    const open = streams.flatMap((stream) => {
      const given = givenParameters(stream);
      return Object.keys(operationNamed(stream.operation).query).flatMap((parameter) => {
        if (given.has(parameter)) return [];
        if (unsetParameters.has(parameter)) used.add(parameter);
        return unsetParameters.has(parameter) ? [] : [`${stream.name} ${parameter}`];
      });
    });
    assert.deepEqual(open, []);
    assert.deepEqual(
      [...unsetParameters].filter((name) => !used.has(name)),
      [],
      "reasons for parameters that all streams set",
    );
    assert.ok(document.operations.length > 100);
  });

  for (const [name, expected] of [
    ["campaigns", { entity_statuses: ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"] }],
    ["product_group_promotions", { entity_statuses: ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"] }],
    ["labels", { entity_statuses: ["ACTIVE", "ARCHIVED"] }],
  ] as const) {
    it(`requests every status of ${name}, some of which are hidden by default`, () => {
      const stream = streams.find((each) => each.name === name);
      assert.ok(stream !== undefined);
      assert.deepEqual(stream.parameters?.(run), expected);
      const declared = document.operation(stream.operation).parameters.find((each) => each.name === "entity_statuses");
      const { values = [] } = readShape(document, declared?.schema).items ?? {};
      assert.deepEqual([...values].toSorted(), [...expected.entity_statuses].toSorted());
    });
  }

  it("requests every value of parameters that accept one at a time", () => {
    for (const { name, operation, partitions } of streams) {
      const each = [
        ...(partitions.of === "values" ? partitions.each : []),
        ...childPartitionsOf({ partitions }).flatMap((part) => (part.of === "children" ? (part.each ?? []) : [])),
      ];
      for (const { parameter, values } of each) {
        // The configuration or the other half of the partition determines these.
        if (["country_code", "region", "parameters[report][report_type]"].includes(parameter)) continue;
        const declared = document.operation(operation).parameters.find((one) => one.name === parameter);
        const { values: known } = readShape(document, declared?.schema ?? {});
        if (known === undefined) continue;
        assert.deepEqual([...values(run)].map(String).toSorted(), [...known].toSorted(), `${name} ${parameter}`);
      }
    }
  });
});

describe("requests of all rows", () => {
  it("sets parameters that hide rows by default", () => {
    const parametersOf = (name: string) => streams.find((each) => each.name === name)?.parameters?.(run);
    assert.deepEqual(parametersOf("billing_profiles"), { is_active: false });
    assert.deepEqual(parametersOf("business_members"), { assets_summary: true });
    assert.deepEqual(parametersOf("business_partners"), { assets_summary: true });
    assert.deepEqual(parametersOf("targeting_templates"), { include_sizing: true });
    assert.deepEqual(parametersOf("terms_of_service"), { include_html: true });
    assert.deepEqual(parametersOf("ad_accounts"), { include_shared_accounts: true });
    assert.equal(parametersOf("pins")?.include_protected_pins, true);
  });

  for (const [name, parameter, values] of [
    ["audiences", "ownership_type", ["OWNED", "RECEIVED"]],
    ["business_members", "fetch_system_users", [false, true]],
    ["business_asset_members", "fetch_system_users", [false, true]],
    ["business_invites", "is_member", [true, false]],
    ["business_partners", "partner_type", ["INTERNAL", "EXTERNAL"]],
  ] as const) {
    it(`requests ${name} once per ${parameter}, since its default omits the others`, () => {
      const stream = streams.find((each) => each.name === name);
      assert.ok(stream !== undefined);
      for (const part of childPartitionsOf(stream)) {
        const each = part.of === "children" ? (part.each ?? []) : [];
        assert.deepEqual(
          each.map((dimension) => [dimension.parameter, dimension.values(run)]),
          [[parameter, [...values]]],
        );
      }
    });
  }
});
