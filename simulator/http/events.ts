import { changeWorld } from "../changes.ts";
import { changeSettings } from "../settings.ts";
import type { Simulation } from "../simulation.ts";
import type { Event } from "./fault.ts";

/** Applies the event of a fault. */
export function applyEvent(simulation: Simulation, event: Event): void {
  const { settings, tokens } = simulation;
  switch (event.kind) {
    case "change":
      changeWorld(simulation, event.change);
      break;
    case "settings":
      changeSettings(settings, event.settings);
      break;
    case "tokens":
      if (event.become === "expired") tokens.expireAll();
      else if (event.become === "rotated") tokens.rotateAll();
      else tokens.revokeAll();
  }
}
