import { familiesOfAds } from "./families.ts";
import { stopAndResume } from "./kills/suite.ts";

stopAndResume("families of ads", familiesOfAds);
