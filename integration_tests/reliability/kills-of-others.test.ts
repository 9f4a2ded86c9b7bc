import { otherFamilies } from "./families.ts";
import { stopAndResume } from "./kills/suite.ts";

stopAndResume("other families", otherFamilies);
