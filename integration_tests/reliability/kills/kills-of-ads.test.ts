import { familyNames } from "../families.ts";
import { stopAndResume } from "./suite.ts";

stopAndResume(
  "families of ads",
  familyNames.filter((name) => name.startsWith("ads ")),
);
