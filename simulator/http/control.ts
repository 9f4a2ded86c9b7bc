import { changeWorld } from "../changes.ts";
import { expectedRecords } from "../expected/expected-records.ts";
import { isObject, type Json } from "../json.ts";
import type { Simulation } from "../simulation.ts";

/** Handles control requests below `/_simulator`, for programs in other languages. They need no token. */
export function control(simulation: Simulation, address: string, body: string): { status: number; body: Json } {
  try {
    const [, name, stream = ""] = address.split("/");
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed)) throw new RangeError("The body is not an object");
    if (name === "change") return { status: 200, body: changeWorld(simulation, parsed) };
    if (name === "expected") return { status: 200, body: { records: expectedRecords(simulation, stream) } };
    return { status: 404, body: { message: `Unknown control request ${address}` } };
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      return { status: 400, body: { message: error.message } };
    throw error;
  }
}
