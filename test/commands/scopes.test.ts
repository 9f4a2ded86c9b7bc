import assert from "node:assert/strict";
import { readScopes } from "../../simulator/simulator.ts";
import { allScopes, scopesFor } from "../../src/commands/scopes.ts";
import { streams } from "../../src/streams/all.ts";

describe("scopes of streams", () => {
  it("are all read scopes and no write scope", () => {
    assert.deepEqual(allScopes(), readScopes.toSorted());
    for (const scope of allScopes()) assert.match(scope, /:read(?:_secret)?$/u);
  });

  it("include those of parent lists", () => {
    const named = (name: string) => streams.flatMap((stream) => (stream.name === name ? scopesFor(stream) : []));
    assert.deepEqual(named("catalogs_product_group_products"), ["boards:read", "catalogs:read", "pins:read"]);
    assert.deepEqual(named("likes"), ["boards:read", "pins:read"]);
    assert.deepEqual(named("campaigns"), ["ads:read"]);
  });
});
