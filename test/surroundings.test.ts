import assert from "node:assert/strict";
import { lookup } from "node:dns/promises";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { dayOf } from "../src/base/dates.ts";
import { packageRoot } from "../src/base/package.ts";
import { isLong } from "./amount.ts";
import { anyDays } from "./days.ts";
import { propertySeed } from "./property-seed.ts";
import { today } from "./today.ts";

describe("the surroundings of tests", () => {
  it("have the same day, whenever they run", () => {
    assert.equal(dayOf(Date.now()), today);
    assert.equal(new Set([today, ...anyDays]).size, 13);
    assert.ok(anyDays.every((day) => day > today));
  });

  it("are all that tests know of the time: no source reads another date, or the time zone", () => {
    const folders = ["src", "simulator", "start", "test", "integration_tests"];
    const files = folders.flatMap((folder) =>
      readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => join(folder, path)),
    );
    const others = /\bnew Date\(\)|\.get(?:Hours|Minutes|Date|Day|Month|FullYear|TimezoneOffset)\(/u;
    // The one that it finds is this file.
    const found = files.filter((path) => others.test(readFileSync(join(packageRoot, path), "utf8")));
    assert.deepEqual(found, [join("test", "surroundings.test.ts")], "new Date() and others");
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
