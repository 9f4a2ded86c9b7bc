import assert from "node:assert/strict";
import { readScopes } from "../../simulator/simulator.ts";
import { allScopes, scopesFor } from "../../src/commands/scopes.ts";
import { streams } from "../../src/streams/all.ts";

describe("the scopes that streams take", () => {
  it("are all that can be granted for reading, and none that can change anything", () => {
    assert.deepEqual(allScopes(), readScopes.toSorted());
    for (const scope of allScopes()) assert.match(scope, /:read(?:_secret)?$/u);
  });

  it("include those of the lists that a stream is made of", () => {
    const named = (name: string) => streams.flatMap((stream) => (stream.name === name ? scopesFor(stream) : []));
    assert.deepEqual(named("catalogs_product_group_products"), ["boards:read", "catalogs:read", "pins:read"]);
    assert.deepEqual(named("likes"), ["boards:read", "pins:read"]);
    assert.deepEqual(named("campaigns"), ["ads:read"]);
  });
});
