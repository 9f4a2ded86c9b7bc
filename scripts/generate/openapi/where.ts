// Explains where to put Pinterest's OpenAPI document, and whether it is there.
import { existsSync } from "node:fs";
import { documentPath, documentVersion, savedPath } from "./document.ts";

const url = `https://raw.githubusercontent.com/pinterest/api-description/v${documentVersion}/v5/openapi.json`;

process.stdout.write(`Generators, and tests that hold the code to Pinterest's API, read Pinterest's OpenAPI document ${documentVersion} (MIT license).
The project doesn't carry it.

${existsSync(documentPath) ? `It is here: ${documentPath}` : `It is not here: ${documentPath}`}

To get it:
  curl --fail --location --create-dirs --output ${savedPath} ${url}
If it is somewhere else, set the environment variable PINTEREST_OPENAPI to its path.
`);
