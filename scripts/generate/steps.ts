import { OpenApiDocument } from "./openapi/document.ts";

/** The texts of generated files, by their path in the project. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** The steps of `npm run generate`, in their order. */
export const steps: Readonly<Record<string, () => Promise<GeneratedFiles>>> = {
  operations: async () => {
    const { renderOperationTable } = await import("./openapi/operation-table.ts");
    return file("src/pinterest/operations/operations.generated.ts", renderOperationTable(OpenApiDocument.load()));
  },
  columns: async () => {
    const { renderColumns } = await import("./openapi/columns.ts");
    return file("src/pinterest/operations/columns.generated.ts", renderColumns(OpenApiDocument.load()));
  },
  catalog: async () => {
    const { catalogFiles } = await import("./openapi/catalog.ts");
    return catalogFiles(OpenApiDocument.load());
  },
  rows: async () => {
    const { rowsFile } = await import("../../simulator/generate-rows.ts");
    return file("simulator/rows.generated.ts", rowsFile);
  },
  simulator: async () => {
    const { contractsFile } = await import("../../simulator/generate.ts");
    return file("simulator/parameters.generated.ts", contractsFile);
  },
  validators: async () => {
    const { renderValidators } = await import("./validators.ts");
    return file("src/config/validation/validators.generated.ts", renderValidators());
  },
  pages: async () => {
    const { pagesWithParts } = await import("../../docs/source/pages/pages.ts");
    return pagesWithParts();
  },
  dictionary: async () => {
    const { columnPages, customReport } = await import("../../docs/source/pages/column-pages.ts");
    const { readSchemas } = await import("../../docs/source/pages/pages.ts");
    const { schemaOf } = await import("../../src/commands/catalog.ts");
    return columnPages(await readSchemas(), await schemaOf({ name: customReport, primaryKey: ["AD_ACCOUNT_ID"] }));
  },
  acceptance: async () => {
    const { acceptanceFiles } = await import("./acceptance/acceptance-files.ts");
    return acceptanceFiles();
  },
};

function file(path: string, text: string): GeneratedFiles {
  return new Map([[path, text]]);
}
