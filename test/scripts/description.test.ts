import assert from "node:assert/strict";
import { describe as describeField } from "../../scripts/openapi/description.ts";

const said = (description: string | undefined, values?: readonly string[], name = "field") =>
  describeField(name, { types: ["string"], properties: new Map(), description, values });

describe("the description of a field", () => {
  it("is plain text in one line", () => {
    assert.equal(said("The <b>board</b>.<br/>**Note**: see\n  `id` &amp; more"), "The board. Note: see id & more.");
  });

  it("keeps what a link says, and leaves out sentences that only point elsewhere", () => {
    assert.equal(said("A [secret](https://a.test/x) board. [Learn more](https://a.test)."), "A secret board.");
    assert.equal(
      said("Its kind, e.g. Regular. See documentation on [kinds](/docs) for more."),
      "Its kind, e.g. Regular.",
    );
  });

  it("is left out where it repeats the name", () => {
    assert.equal(said("Image_large URL", undefined, "image_large_url"), undefined);
    assert.equal(said(undefined), undefined);
  });

  it("lists the known values where they are few", () => {
    assert.equal(said("Its state.", ["ON", "OFF"]), "Its state. Known values: ON, OFF.");
    assert.equal(said(undefined, ["ON"]), "Known values: ON.");
    assert.equal(
      said(
        "Its state.",
        Array.from({ length: 40 }, (_, index) => `VALUE_${index}`),
      ),
      "Its state.",
    );
  });

  it("stays under 200 characters, at whole sentences or else at a word", () => {
    const sentence = `${"word ".repeat(23)}end.`;
    assert.equal(said(`${sentence} ${sentence.replace("w", "W")}`), sentence);
    const cut = said("lengthy ".repeat(60)) ?? "";
    assert.ok(cut.length < 200 && cut.endsWith("lengthy…"), cut);
  });
});
