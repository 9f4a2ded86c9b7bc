import { familyNames } from "./families.ts";
import { stopAndResume } from "./kills/suite.ts";

stopAndResume(
  "other families",
  familyNames.filter((name) => !name.startsWith("ads ")),
);
