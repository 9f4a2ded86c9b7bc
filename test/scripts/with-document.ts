import { OpenApiDocument } from "../../scripts/openapi/document.ts";

const document = OpenApiDocument.load();
let isSaid = false;

/**
 * A test that compares with Pinterest's OpenAPI document, which the project does not carry. Where it is missing, one line
 * for each file says so.
 */
export function itWithDocument(title: string, check: (document: OpenApiDocument) => void): void {
  if (document !== null) {
    it(title, () => check(document));
  } else if (!isSaid) {
    isSaid = true;
    it.skip("tests that need Pinterest's OpenAPI document are skipped: see npm run openapi");
  }
}
