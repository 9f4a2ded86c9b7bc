import { readdirSync } from "node:fs";
import { checkRules } from "./rule.ts";

/*
 * Checks what no linter can know about the files of this project: pages, generated files, the form, the catalog, workflows,
 * packages. Each file in this folder has the rules for one of them.
 */
for (const name of readdirSync(import.meta.dirname).filter((each) => each !== "main.ts" && each.endsWith(".ts")))
  await import(`./${name}`);
const hold = await checkRules((text) => process.stderr.write(`${text}\n`));
process.exitCode = hold ? 0 : 1;
