import { changeWorld } from "../../changes.ts";
import type { Simulation } from "../../simulation.ts";
import type { Fault } from "./fault.ts";

/** Applies the events of a fault. */
export function applyEvents(simulation: Simulation, { change, settings, tokens }: Fault): void {
  if (change !== undefined) changeWorld(simulation, change);
  Object.assign(simulation.settings, settings);
  if (tokens === "expired") simulation.tokens.expireAll();
  if (tokens === "rotated") simulation.tokens.rotateAll();
  if (tokens === "revoked") simulation.tokens.revokeAll();
}
