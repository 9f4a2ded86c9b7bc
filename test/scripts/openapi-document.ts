import { OpenApiDocument } from "../../scripts/generate/openapi/document.ts";

/** Pinterest's OpenAPI document, read once per process. */
export const document: OpenApiDocument = OpenApiDocument.load();
