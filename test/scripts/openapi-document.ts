import { OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import type { Requirement } from "../requirements.ts";

/** Pinterest's OpenAPI document, which the project doesn't contain. */
export const openApiDocument: Requirement<OpenApiDocument> = {
  value: OpenApiDocument.load() ?? undefined,
  missing: "no OpenAPI document of Pinterest, see npm run openapi",
};
