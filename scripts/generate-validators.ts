import { writeFileSync } from "node:fs";
import { renderValidators, validatorsFile } from "./render-validators.ts";

writeFileSync(validatorsFile, renderValidators());
