import assert from "node:assert/strict";
import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import fc from "fast-check";
import { dayOf } from "../src/base/dates.ts";
import { isLong } from "./amount.ts";
import { propertySeed } from "./property-seed.ts";
import { today } from "./today.ts";

describe("the surroundings of tests", () => {
  it("have the same day, whenever they run", () => {
    assert.equal(dayOf(Date.now()), today);
  });

  it("have the same cases of property tests, except in the long suite", () => {
    const draw = () => {
      const cases: number[] = [];
      fc.assert(fc.property(fc.integer(), (value) => cases.push(value) > 0));
      return cases;
    };
    assert.deepEqual(draw(), draw());
    const { PROPERTY_SEED: given } = process.env;
    assert.equal(propertySeed, given === undefined ? 20_260_709 : Number(given));
    assert.ok(given !== undefined || !isLong());
  });

  it("have no name servers", async () => {
    await assert.rejects(lookup("pinterest.com"), { code: "ENOTFOUND" });
    const socket = connect(443, "pinterest.com");
    const [error]: unknown[] = await new Promise((resolve) => socket.once("error", (...args) => resolve(args)));
    assert.ok(error instanceof Error && "code" in error && error.code === "ENOTFOUND");
    assert.ok((await lookup("localhost")).address.length > 0);
  });
});
