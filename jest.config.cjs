/** One project per floor, so that `npm run test:unit` stays under a minute. */
if (Number(process.versions.node.split('.')[0]) !== 24) {
  throw new Error(
    `The tests run under Node 24, not ${process.versions.node}: start them with "npm test".`,
  );
}

/** Packages that ship ES modules only: Node 24 can require them, jest's own loader cannot. */
const ES_MODULE_PACKAGES = ['kysely', '@noble', '@scure'];

const swc = (parser) => [
  '@swc/jest',
  { jsc: { parser, target: 'es2022' }, module: { type: 'commonjs' } },
];

const shared = {
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    [`/node_modules/(${ES_MODULE_PACKAGES.join('|')})/.+\\.js$`]: swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULE_PACKAGES.join('|')})/)`],
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
const floor = (name, limitMs) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
  globals: { TEST_LIMIT_MS: limitMs },
  setupFilesAfterEnv: ['<rootDir>/scripts/jest/timeLimit.cjs'],
});

module.exports = {
  reporters: ['default', '<rootDir>/scripts/jest/tallyReporter.cjs'],
  projects: [
    floor('unit', 20_000),
    floor('simulator', 60_000),
    floor('nodes', 60_000),
    floor('workflows', 60_000),
    floor('faults', 1_800_000),
    floor('e2e', 900_000),
    // Only by `npm run test:testnet`: it trades on the real demo exchange.
    floor('testnet', 300_000),
  ],
};
