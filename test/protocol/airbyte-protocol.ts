import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { objectOf } from "../narrow.ts";
import type { Requirement } from "../requirements.ts";

/** Airbyte's own definitions of the protocol, which the project doesn't contain. */
class AirbyteProtocol {
  readonly #definitions: JsonObject;
  readonly #ajv = new Ajv({ allErrors: true, strict: false });

  constructor(document: JsonObject) {
    this.#definitions = objectOf(document.definitions);
    formats.default(this.#ajv);
    this.#ajv.addSchema(document, "protocol");
  }

  /** Returns a function that lists what is wrong with a value by a definition, such as `AirbyteMessage`. */
  checkOf(definition: string): (value: unknown) => readonly string[] {
    const validate = this.#ajv.compile({ $ref: `protocol#/definitions/${definition}` });
    return (value) =>
      validate(value)
        ? []
        : (validate.errors ?? []).map(({ instancePath, message: problem }) => `${instancePath} ${problem}`);
  }

  /** Returns the names of a definition's properties. */
  propertiesOf(definition: string): readonly string[] {
    return Object.keys(objectOf(objectOf(this.#definitions[definition]).properties));
  }
}

export const airbyteProtocol: Requirement<AirbyteProtocol> = {
  value: load(resolve(packageRoot, process.env.AIRBYTE_PROTOCOL || "../shared/data/airbyte-protocol-0.18.0.yaml")),
  missing: "AIRBYTE_PROTOCOL names no file with the definitions of Airbyte's protocol",
};

function load(path: string): AirbyteProtocol | undefined {
  if (!existsSync(path)) return undefined;
  const document: unknown = parse(readFileSync(path, "utf8"));
  if (!isObject(document)) throw new TypeError(`${path} has no definitions`);
  return new AirbyteProtocol(document);
}
