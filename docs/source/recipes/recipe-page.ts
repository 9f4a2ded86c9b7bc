import { asText, type JsonObject } from "../../../src/base/json.ts";

/** The recipes as people write them: with queries in DuckDB's SQL. */
export const sourcePath = "docs/source/recipes.md";
/** The page: the source with the translations of each query below it. */
export const pagePath = "docs/sql-recipes.md";

/** A query of the source: a recipe, or a view that recipes use. */
export interface Recipe {
  /** The heading above it. */
  readonly title: string;
  readonly sql: string;
  /** The command that reads its streams; empty for a view. */
  readonly command: string;
}

const header = `<!-- Made by \`npm run recipes\` from ${sourcePath}. Do not edit. -->\n\n`;
const query = /```sql\n([\s\S]*?)```\n/gu;
const details = /\n<details>[\s\S]*?<\/details>\n/gu;

/** Returns the queries of the source. */
export function recipesOf(source: string): readonly Recipe[] {
  return source.split(/^## /mu).flatMap((section) =>
    [...section.matchAll(query)].map(([, sql = ""]) => ({
      title: section.split("\n")[0] ?? "",
      sql: sql.trim(),
      command: /^npm start .*$/mu.exec(section)?.[0] ?? "",
    })),
  );
}

/** Returns the page. @param translations those of each query of the source, in order, by the name of the database */
export function renderPage(source: string, translations: readonly JsonObject[]): string {
  const rest = [...translations];
  const page = source.replaceAll(query, (block) => {
    const entries = Object.entries(rest.shift() ?? {});
    const folded = entries.map(
      ([database, sql]) =>
        `\n<details><summary>${database}</summary>\n\n\`\`\`sql\n${asText(sql)}\n\`\`\`\n\n</details>\n`,
    );
    return `${block}${folded.join("")}`;
  });
  return `${header}${page}`;
}

/** Returns the queries of a page for a database, in order. */
export function translationsIn(page: string, database: string): readonly string[] {
  const start = `\n<details><summary>${database}</summary>`;
  const blocks = (page.match(details) ?? []).filter((block) => block.startsWith(start));
  return blocks.map((block) => [...block.matchAll(query)].map(([, sql = ""]) => sql.trim()).join());
}
