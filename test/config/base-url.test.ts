import assert from "node:assert/strict";
import { baseUrlOf } from "../../src/config/base-url.ts";

describe("baseUrlOf", () => {
  it("is Pinterest's server, or its sandbox, unless the variable names another one", () => {
    for (const override of [undefined, "", "  "]) {
      assert.equal(baseUrlOf("production", override), "https://api.pinterest.com/v5");
      assert.equal(baseUrlOf("sandbox", override), "https://api-sandbox.pinterest.com/v5");
    }
    assert.equal(baseUrlOf("sandbox", " http://localhost:8080 "), "http://localhost:8080/v5");
  });

  it("throws for anything but a plain http or https address", () => {
    for (const text of [
      "localhost:8080",
      "ftp://a.example",
      "xhttp://a.example",
      "https://u:p@a.example",
      "https://a.example?x=1",
      "https://a.example#x",
    ])
      assert.throws(
        () => baseUrlOf("production", text),
        /PINTEREST_API_BASE_URL must be an http or https address/u,
        text,
      );
  });
});
