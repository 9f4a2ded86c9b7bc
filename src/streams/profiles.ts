import type { JsonObject } from "../base/json.ts";
import { operations } from "../pinterest/operations/operations.generated.ts";
import type { Stream } from "./stream.ts";

/** The field of records that says whose profile they are from, if `all_profiles` is on. */
export const profileId = "profile_id";

/** The additional column of streams that are read for each profile. */
export const profileColumn: JsonObject = {
  [profileId]: {
    type: "string",
    description: "ID of the Pinterest user whose profile the row is from: the owner of one of the ad accounts.",
  },
};

/** Reference data, which is the same for all profiles although the operation accepts an ad account. */
const referenceData: readonly string[] = ["targeting_options"];

/** Returns whether a stream's requests can act for the owner of an ad account, and its rows are that owner's. */
export function isOfProfile({ name, operation, partitions }: Stream): boolean {
  const isOfAdAccount =
    partitions.of !== "multiple_parents" && "parent" in partitions && "ad_account_id" in partitions.parent.bind;
  return "ad_account_id" in operations[operation].query && !isOfAdAccount && !referenceData.includes(name);
}

/** Returns the streams with `isPerProfile` set on those that are read for each profile. */
export function withProfiles(streams: readonly Stream[], allProfiles: boolean): readonly Stream[] {
  if (!allProfiles) return streams;
  return streams.map((stream) => (isOfProfile(stream) ? { ...stream, isPerProfile: true } : stream));
}
