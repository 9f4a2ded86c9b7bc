// Explains where to put Pinterest's OpenAPI document, and whether it is there.
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const version = "5.23.0";
const url = `https://raw.githubusercontent.com/pinterest/api-description/v${version}/v5/openapi.json`;
const path = resolve(process.env.PINTEREST_OPENAPI || `../shared/data/pinterest-openapi-${version}.json`);

process.stdout.write(`Generators, and tests that hold the code to Pinterest's API, read Pinterest's OpenAPI document ${version} (MIT license).
The project doesn't carry it. The environment variable PINTEREST_OPENAPI names the file.

${existsSync(path) ? `It is here: ${path}` : `It is not here: ${path}`}

To get it:
  curl --fail --location --create-dirs --output .cache/openapi.json ${url}
To use it:
  PINTEREST_OPENAPI=.cache/openapi.json npm test      (Windows: set PINTEREST_OPENAPI=.cache/openapi.json, then npm test)
`);
