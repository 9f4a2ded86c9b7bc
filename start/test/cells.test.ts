import assert from "node:assert/strict";
import { cell, csvLink, table } from "../page/cells.ts";

/** Returns the file in a link to it. */
function fileOf(link: string): string {
  const [, content = ""] = /href="data:text\/csv;charset=utf-8,%EF%BB%BF([^"]*)"/u.exec(link) ?? [];
  return decodeURIComponent(content);
}

describe("the CSV file of a card", () => {
  it("has no text that a spreadsheet runs", () => {
    const signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];
    for (const start of [...signs, "\n=", "\t=", "\r=", "\u0000="]) {
      const file = fileOf(csvLink("Boards", [{ Board: `${start}1+1` }]));
      assert.match(file, /^"Board"\r\n"['\ufffd ]/u, JSON.stringify(start));
    }
  });

  it("quotes every text, so that no separator of any country splits it, and no number", () => {
    const rows = [{ 'The "Name"': 'a;=1+1,"b"\n=2', Pins: 3, Rate: { percent: -0.5 }, None: null }];
    assert.equal(
      fileOf(csvLink("Boards", rows)),
      `"The ""Name""","Pins","Rate","None"\r\n"a;=1+1,""b""\n=2",3,-0.5,""`,
    );
  });
});

describe("a table of the page", () => {
  it("has no column without a value", () => {
    const rows = [
      { Pin: "a", Likes: null, Saves: null },
      { Pin: "b", Likes: null, Saves: 2 },
    ];
    const heads = [...table("Pins", rows).matchAll(/<th scope="col">(.*?)<\/th>/gu)].map(([, name]) => name);
    assert.deepEqual(heads, ["Pin", "Saves"]);
  });
});

describe("a cell of the page", () => {
  it("has no control characters", () => {
    assert.equal(cell("a\u001b[2J\u0000\u009b\u202e<b"), "a\ufffd[2J\ufffd\ufffd\ufffd&lt;b");
  });
});
