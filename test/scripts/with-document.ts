import { OpenApiDocument } from "../../scripts/openapi/document.ts";

const document = OpenApiDocument.load();

/** A test that compares with Pinterest's OpenAPI document, which the project does not carry. */
export function itWithDocument(title: string, check: (document: OpenApiDocument) => void): void {
  if (document === null) it.skip(`${title} (skipped: PINTEREST_OPENAPI names no OpenAPI document)`);
  else it(title, () => check(document));
}
