import assert from "node:assert/strict";
import type { Operation } from "../../../src/pinterest/operations/operations.ts";
import { buildRequest, operationNamed } from "../../../src/pinterest/operations/operations.ts";

const operation: Operation = {
  method: "GET",
  path: "/boards/{board_id}/pins/{pin_id}",
  category: "org_read",
  scopes: ["boards:read"],
  sandbox: true,
  query: {
    page_size: { required: false, array: false },
    query: { required: true, array: false },
    ids: { required: false, array: true },
  },
  pageSize: 250,
};
const enough = { board_id: "1", pin_id: "2", query: "soup" };

describe("operationNamed", () => {
  it("returns the definition in the document", () => {
    assert.deepEqual(operationNamed("boards/list_pins").scopes, ["boards:read", "pins:read"]);
    assert.equal(operationNamed("boards/list_pins").pageSize, 250);
    assert.equal(operationNamed("search_user_pins/list").pageSize, null);
    assert.deepEqual(operationNamed("campaigns/list").query.entity_statuses, { required: false, array: true });
    assert.deepEqual(operationNamed("multi_pins/analytics").query.metric_types, { required: true, array: true });
    assert.equal(operationNamed("campaigns/list").query.order?.array, false);
  });

  it("throws for an unknown operation", () => {
    assert.throws(() => operationNamed("boards/lst"), /no operation "boards\/lst"/);
    assert.throws(() => operationNamed("toString"), /no operation "toString"/);
  });
});

describe("buildRequest", () => {
  it("builds the query and the encoded path", () => {
    const request = buildRequest(operation, { ...enough, board_id: "a/b?c", pin_id: "GB+\ud800", page_size: 250 });
    assert.equal(request.path, "/boards/a%2Fb%3Fc/pins/GB%2B%EF%BF%BD");
    assert.equal(request.query, "query=soup&page_size=250");
    assert.equal(buildRequest(operation, { ...enough, query: "a, b&c=ü" }).query, "query=a%2C+b%26c%3D%C3%BC");
  });

  it("joins arrays by literal commas, encodes a comma in a value, and omits empty arrays", () => {
    assert.equal(buildRequest(operation, { ...enough, ids: ["1", "2"] }).query, "query=soup&ids=1,2");
    assert.equal(buildRequest(operation, { ...enough, ids: ["a,b", "c&d"] }).query, "query=soup&ids=a%2Cb,c%26d");
    assert.equal(buildRequest(operation, { ...enough, ids: [] }).query, "query=soup");
  });

  it("rejects unknown, missing, and invalid parameters", () => {
    assert.throws(() => buildRequest(operation, { ...enough, constructor: "x" }), /"constructor" .* is not declared/);
    assert.throws(() => buildRequest(operation, { board_id: "1", pin_id: "2" }), /"query" .* is required/);
    assert.throws(() => buildRequest(operation, { board_id: "1", query: "soup" }), /"pin_id" .* is required/);
    assert.throws(() => buildRequest(operation, { ...enough, query: ["a"] }), /"query" .* takes one value/);
    assert.throws(() => buildRequest(operation, { ...enough, pin_id: ["a"] }), /"pin_id" .* takes one value/);
  });
});
