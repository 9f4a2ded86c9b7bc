import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../src/package.ts";
import { withFigures } from "./figures.ts";

const page = `# Page

<!-- figures: written by npm run test:long -->

| What | Promised | Measured |
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

  it("come in the order of their names", () => {
    const text = withFigures(page, [{ what: "limits", promised: "95 %", measured: "97 %" }]);
    assert.deepEqual(text.match(/^\| (?<what>\w+) /gmu), ["| What ", "| kills ", "| limits ", "| memory "]);
  });

  it("want a place in the page", () => {
    assert.throws(() => withFigures("# Page", []), /no place for figures/u);
  });

  describe("at the end of a run", () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "source-pinterest-test-"));
      writeFileSync(join(folder, "page.md"), page);
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    /** Runs test files as `npm run test:long` does, each of them given by its code. */
    function runs(files: readonly string[], ...args: readonly string[]): string {
      const built = (name: string) => join(packageRoot, "dist/integration_tests/reliability", name);
      const paths = files.map((code, index) => {
        const path = join(folder, `${index}.test.mjs`);
        const head = `import { record, recordAtEnd } from "${pathToFileURL(built("figures.js")).href}";\n`;
        const measure = 'const of = (what) => ({ what, promised: "much", measured: process.env.RELIABILITY_TESTS });\n';
        writeFileSync(path, `${head}${measure}${code}`);
        return path;
      });
      const { RELIABILITY_FIGURES: _, ...environment } = process.env;
      spawnSync(
        process.execPath,
        [
          createRequire(import.meta.url).resolve("mocha/bin/mocha.js"),
          "--no-config",
          "--require",
          built("long.js"),
        ].concat(args, paths),
        { cwd: folder, env: { ...environment, RELIABILITY_PAGE: join(folder, "page.md") } },
      );
      return readFileSync(join(folder, "page.md"), "utf8");
    }

    const names = (text: string) =>
      [...text.matchAll(/^\| (?<what>.+?) \| much \| long \|/gmu)].map(([, what]) => what);
    const counting = `let count = 0; recordAtEnd(() => [of("count " + count)]); it("counts", () => { count += 1; });`;
    const many = `for (let index = 10; index < 30; index += 1) it("holds", () => record(of("row " + index)));`;
    const lost = `it("holds", () => record(of("lost")));`;
    const failing = `${lost} it("fails", () => { throw new Error("no"); });`;
    const neverBegun = `before(() => { throw new Error("no"); }); ${lost} recordAtEnd(() => [of("lost too")]);`;
    const brokenOff = `${lost} afterEach(() => { throw new Error("no"); }); it("never begins", () => {});`;

    it("are those of all files that held, whatever process ran them", () => {
      const text = runs([failing, many, neverBegun, counting, brokenOff], "--parallel", "--jobs", "2");
      assert.deepEqual(names(text), ["count 1", ...Array.from({ length: 20 }, (_, index) => `row ${index + 10}`)]);
      assert.ok(text.includes("| kills | nothing missing | 300 kills |"));
    });

    it("are those of one file, in one process", () => {
      assert.deepEqual(names(runs([counting])), ["count 1"]);
    });

    it("are none where not all of a file was to be run", () => {
      assert.equal(runs([`${counting} it("has more", () => {});`], "--grep", "counts"), page);
    });
  });
});
