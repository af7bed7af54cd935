/** One project per floor, so that `npm run test:unit` stays under a minute. */
const shared = {
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
};
const floor = (name, timeoutMs) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
  testTimeout: timeoutMs,
});
module.exports = {
  projects: [
    floor('unit', 20_000),
    floor('simulator', 60_000),
    floor('nodes', 60_000),
    floor('workflows', 60_000),
    floor('e2e', 900_000),
  ],
};
