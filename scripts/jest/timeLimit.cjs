// jest reads `testTimeout` from the top level only, not from a project: each floor names its own.
jest.setTimeout(globalThis.TEST_LIMIT_MS);
