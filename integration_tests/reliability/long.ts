import { writeFigures } from "./figures.ts";

// Required by mocha for `npm run test:long`, before the tests are.
process.env.RELIABILITY_TESTS = "long";

export const mochaHooks = {
  afterAll(): void {
    writeFigures();
  },
};
