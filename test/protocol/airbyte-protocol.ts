import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";
import type { JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { objectOf } from "../narrow.ts";

/** Airbyte's own definitions of the protocol. */
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

/** Airbyte's protocol in `contract/`, read once per process. */
export const airbyteProtocol: AirbyteProtocol = new AirbyteProtocol(
  objectOf(parse(readFileSync(join(packageRoot, "contract/airbyte/airbyte_protocol.yaml"), "utf8"))),
);
