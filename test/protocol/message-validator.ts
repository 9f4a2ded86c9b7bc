import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";
import { packageRoot } from "../../src/package.ts";

const path = process.env.AIRBYTE_PROTOCOL ?? join(packageRoot, "../shared/data/airbyte-protocol-0.18.0.yaml");

/** Says what is wrong with a message, by Airbyte's own definition; empty when nothing is. */
type MessageCheck = (message: unknown) => readonly string[];

/** A test that needs Airbyte's definition of the protocol, which the project does not carry. */
export function itWithProtocol(title: string, check: (problemsOf: MessageCheck) => void | Promise<void>): void {
  if (existsSync(path)) it(title, () => check(messageCheck(readFileSync(path, "utf8"))));
  else it.skip(`${title} (skipped: AIRBYTE_PROTOCOL names no protocol file)`);
}

/** The check by Airbyte's definition; undefined where that is not at hand. */
export function protocolCheck(): MessageCheck | undefined {
  return existsSync(path) ? messageCheck(readFileSync(path, "utf8")) : undefined;
}

function messageCheck(protocol: string): MessageCheck {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  ajv.addSchema(parse(protocol), "protocol");
  const validate = ajv.compile({ $ref: "protocol#/definitions/AirbyteMessage" });
  return (message) =>
    validate(message)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message: problem }) => `${instancePath} ${problem}`);
}
