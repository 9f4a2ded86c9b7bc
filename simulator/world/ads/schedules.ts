import type { JsonObject } from "../../json.ts";
import { hash, Random } from "../../random.ts";
import { adName } from "../../texts.ts";
import { recordOf } from "../../views/record.ts";
import type { AdAccount } from "../world.ts";

const statuses = ["CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED", "DRAFT"] as const;

/** Scheduled changes of campaigns, up to two each, with the fields that a client of 5.28 knows. */
export function schedulesOf({ advertising, midnight }: AdAccount): readonly JsonObject[] {
  return advertising.campaigns.flatMap(({ id }) =>
    Array.from({ length: hash(id, 5) % 3 }, (_, index) => {
      const number = hash(`${id} schedule ${index}`);
      const isBudget = number % 2 === 0;
      const start = midnight + (number % 60) * 86_400;
      return recordOf({
        schedule_id: `${id}${index}`,
        entity_id: id,
        entity_type: number % 7 === 0 ? undefined : "CAMPAIGN",
        name: adName(new Random(number), "schedule", index),
        schedule_type: isBudget ? "CAMPAIGN_BUDGET_CHANGE" : "CAMPAIGN_BID_MULTIPLIERS",
        schedule_status: statuses[number % statuses.length] ?? "ACTIVE",
        schedule_action: isBudget ? "INCREASE_BY_PERCENT" : undefined,
        start_timestamp: start,
        end_timestamp: number % 5 === 0 ? undefined : start + 7 * 86_400,
        delta_value: isBudget ? String(number % 40) : { gender_multipliers: { female: 1.2, male: 0.8 } },
      });
    }),
  );
}
