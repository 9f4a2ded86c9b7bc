import assert from "node:assert/strict";
import { connectionSchema } from "../../src/config/spec.ts";
import { asText } from "../../src/json.ts";
import * as documentation from "./documentation-assertions.ts";
import { assertNone } from "./problems.ts";
import { metadata, projectFile } from "./suite.ts";

// CAT runs these for certified connectors, and finds the page by documentationUrl in Airbyte's own repository.
describe("TestConnectorDocumentation", () => {
  const page = projectFile("docs/pinterest.md");

  it("is about the page that documentationUrl names", () => {
    assert.match(asText(metadata().documentationUrl), /\/integrations\/sources\/pinterest$/u);
  });
  it("test_prerequisites_content", () => {
    assertNone(documentation.prerequisitesProblems(page, connectionSchema()));
  });
  it("test_docs_structure", () => assertNone(documentation.structureProblems(page)));
  it("test_docs_descriptions", () => assertNone(documentation.descriptionProblems(page)));
  // Without the network: whether the links are links, not whether their pages are there.
  it("test_validate_links", () => assertNone(documentation.linkProblems(page)));
});
