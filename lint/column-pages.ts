import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { assertEach } from "../test/assert-each.ts";
import { objectOf, parsedObject } from "../test/narrow.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

const folder = join(packageRoot, "docs/columns");
const pages = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const sections = [...pages.values()].flatMap((text) => text.split(/^## /mu).slice(1));
const catalog = readdirSync(join(packageRoot, "catalog")).map((name) => name.replace(".json", ""));

rule("the pages on columns have a section for each schema", () => {
  assert.deepEqual(sections.map((section) => section.split("\n")[0]).toSorted(byText), catalog.toSorted(byText));
});

rule("the pages on columns say exactly which columns each stream has, in its table and of the shared ones", () => {
  assertEach(catalog, String, (name) => {
    const section = sections.find((text) => text.startsWith(`${name}\n`)) ?? assert.fail("no section");
    const shared = [...section.matchAll(/^And (.*?)\[[^\]]+\]\(([\w-]+\.md)(?:#(\w+))?\)(.*)$/gmu)].flatMap(
      ([, words = "", page = "", stream, names = ""]) => {
        const named = new Set([...names.matchAll(/`(\w+)`/gu)].map(([, column = ""]) => column));
        if (words.startsWith("these")) return [...named];
        const place = sections.find((text) => text.startsWith(`${stream}\n`)) ?? pages.get(page) ?? "";
        return columnsIn(place).filter((column) => !named.has(column));
      },
    );
    const { properties } = parsedObject(read(`catalog/${name}.json`));
    const documented = new Set([...columnsIn(section), ...shared]);
    assert.deepEqual([...documented].toSorted(byText), Object.keys(objectOf(properties)).toSorted(byText));
  });
});

rule("the pages on columns give amounts the unit that their names say", () => {
  const rows = [...pages.values()].flatMap((text) => [...text.matchAll(/^\| `(\w+_IN_(?:MICRO_)?DOLLAR\w*)` .*$/gmu)]);
  assert.ok(rows.length > 0);
  assertEach(rows, String, ([row, name = ""]) => {
    assert.equal(row.split("| ").at(-2)?.trim(), name.includes("MICRO") ? "currency / 1,000,000" : "currency");
  });
});

/** Returns the columns in the table of a text, without the fields within them. */
function columnsIn(text: string): readonly string[] {
  return [...text.matchAll(/^\| `([^`.[]+)(?:\[\])?` \|/gmu)].map(([, column = ""]) => column);
}

function byText(one = "", other = ""): number {
  return one < other ? -1 : 1;
}
