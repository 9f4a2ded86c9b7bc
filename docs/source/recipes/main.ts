import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/base/package.ts";
import { pagePath } from "./recipe-page.ts";
import { translatedPage } from "./translate.ts";

// Writes the page of the recipes, with their translations.
writeFileSync(join(packageRoot, pagePath), translatedPage());
