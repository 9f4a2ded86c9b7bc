import { OpenApiDocument } from "../../scripts/openapi/document.ts";

const document = OpenApiDocument.load();
let isReported = false;

/** Defines tests that need Pinterest's OpenAPI document. Without it, one line per file says so. */
export function itWithDocument(title: string, check: (document: OpenApiDocument) => void): void {
  if (document !== null) {
    it(title, () => check(document));
  } else if (!isReported) {
    isReported = true;
    it.skip("tests that need Pinterest's OpenAPI document are skipped: see npm run openapi");
  }
}
