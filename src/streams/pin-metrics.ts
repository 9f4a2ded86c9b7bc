import type { Stream } from "./stream.ts";

/** Pins with their metrics, if the user wants them. */
export const withPinMetrics = {
  parameters: ({ config }) => ({ pin_metrics: config.pinMetrics }),
  neutralParameters: ["pin_metrics"],
} as const satisfies Pick<Stream, "parameters" | "neutralParameters">;
