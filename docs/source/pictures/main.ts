import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../../src/base/package.ts";
import { Browser } from "../../../start/test/browser.ts";
import { formPage } from "./form-page.ts";
import { labeled } from "./labeled-png.ts";

/** The size of a picture in README.md, bytes, that a slow connection still loads at once. */
const maxBytes = 140_000;

// Draws the pictures in docs/: the form, and the page of `npm start`, if the example account was read.
const folder = await mkdtemp(join(tmpdir(), "pictures-"));
const browser = await Browser.open();
try {
  const form = join(folder, "form.html");
  await writeFile(form, formPage());
  await browser.resemble(1160, "light");
  await browser.visit(pathToFileURL(form).href);
  await writeFile(join(packageRoot, "docs/form.png"), labeled(await browser.picture(), formPage()));
  const opening = await browser.picture({ width: 584, height: 1138 });
  await writeFile(join(packageRoot, "docs/images/form-opening.png"), opening);
  const report = join(packageRoot, "data/demo/report.html");
  for (const theme of existsSync(report) ? (["light", "dark"] as const) : []) {
    await browser.resemble(990, theme);
    await browser.visit(pathToFileURL(report).href);
    const end = await browser.evaluate('document.querySelector(".things").getBoundingClientRect().bottom');
    const picture = await browser.picture({ width: 990, height: Math.ceil(Number(end)) + 8 }, "webp");
    if (picture.length > maxBytes) throw new Error(`The picture of the ${theme} page has ${picture.length} bytes.`);
    await writeFile(join(packageRoot, `docs/images/report-${theme}.webp`), picture);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
