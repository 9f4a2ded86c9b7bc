import { familyNames } from "../families.ts";
import { stopAndResume } from "./suite.ts";

stopAndResume(
  "other families",
  familyNames.filter((name) => !name.startsWith("ads ")),
);
