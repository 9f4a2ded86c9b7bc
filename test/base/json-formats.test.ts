import assert from "node:assert/strict";
import { createRequire } from "node:module";
import fc from "fast-check";
import { dateFormat, dateTimeFormat, lengthOf } from "../../src/base/json-formats.ts";

const require = createRequire(import.meta.url);
const {
  fullFormats,
}: { readonly fullFormats: Readonly<Record<string, { readonly validate: (text: string) => boolean }>> } =
  require("ajv-formats/dist/formats");
const lengthInAjv: { readonly default: (text: string) => number } = require("ajv/dist/runtime/ucs2length");

const isInAjv = (name: "date" | "date-time", text: string) => fullFormats[name]?.validate(text);

const number = (max: number, digits: number) => fc.nat(max).map((value) => String(value).padStart(digits, "0"));
const date = fc.tuple(number(2_200, 4), number(13, 2), number(32, 2)).map((parts) => parts.join("-"));
const zone = fc.constantFrom("Z", "z", "", "+00:00", "-23:59", "+2400", "+0130", "-12", "+1:00");
// Leap seconds are invalid here.
const time = fc
  .tuple(number(24, 2), number(60, 2), number(59, 2), fc.constantFrom("", ".5", ".123456", "."))
  .map(([hour, minute, second, fraction]) => `${hour}:${minute}:${second}${fraction}`);
const dateTime = fc.tuple(date, fc.constantFrom("T", "t", " ", "_", ""), time, zone).map((parts) => parts.join(""));

describe("the formats of the generated validators", () => {
  it("are those of ajv", () => {
    fc.assert(
      fc.property(fc.oneof(date, fc.string()), (text) => dateFormat.validate(text) === isInAjv("date", text)),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        fc.oneof(dateTime, fc.string()),
        (text) => dateTimeFormat.validate(text) === isInAjv("date-time", text),
      ),
      { numRuns: 2_000 },
    );
  });

  it("count characters as ajv does", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => lengthOf(text) === lengthInAjv.default(text)));
    assert.equal(lengthOf("a😀"), 2);
  });
});
