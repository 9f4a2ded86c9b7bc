import { existsSync } from "node:fs";
import { isObject, type JsonObject } from "../../base/json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { prepareFolderOf, readJsonFile } from "../../protocol/files.ts";

/**
 * Returns the content of a file that an earlier survey wrote; empty if there is none. Creates its folder.
 * @param mark a member that only this kind of file has
 * @throws ConnectorError (config_error) if the file is another one, such as the configuration: it is not replaced
 */
export async function ownFile(path: string, mark: string): Promise<JsonObject> {
  await prepareFolderOf(path, "survey");
  if (!existsSync(path)) return {};
  const content = await readJsonFile(path, "survey");
  if (isObject(content) && mark in content) return content;
  throw new ConnectorError(
    "config_error",
    `The file ${path} was not written by survey, so it is not replaced. Name another file.`,
  );
}
