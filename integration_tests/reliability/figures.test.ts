import assert from "node:assert/strict";
import { withFigures } from "./figures.ts";

const page = `# Page

<!-- figures: written by npm run test:long -->

| Measurement | Guarantee | Result |
| :--- | :--- | :--- |
| kills | nothing missing | 300 kills |
| memory | under 200 MB | 120 MB |

<!-- end of figures -->

After.
`;

describe("figures of long runs", () => {
  it("replace the row of their name and leave the others", () => {
    assert.equal(
      withFigures(page, [{ what: "memory", promised: "under 200 MB", measured: "99 MB" }]),
      page.replace("120 MB", "99 MB"),
    );
  });

  it("are sorted by name", () => {
    const text = withFigures(page, [{ what: "limits", promised: "95%", measured: "97%" }]);
    assert.deepEqual(text.match(/^\| (?<what>\w+) /gmu), ["| Measurement ", "| kills ", "| limits ", "| memory "]);
  });

  it("need a table in the page", () => {
    assert.throws(() => withFigures("# Page", []), /no table of figures/u);
  });
});
