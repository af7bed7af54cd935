import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { importRules } from './scripts/imports/importRules.mjs';

export default [
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**'] },
  ...configWithoutCloudSupport,
  {
    files: ['package.json'],
    rules: {
      // The journal needs a database (better-sqlite3, native code), which cannot be bundled; the
      // pack is for self-hosted n8n, where run-time dependencies are installed.
      '@n8n/community-nodes/no-runtime-dependencies': 'off',
    },
  },
  {
    files: ['package.json'],
    // The project has no public home page yet.
    rules: { '@n8n/community-nodes/require-homepage': 'off' },
  },
  {
    files: ['lib/**/*.ts', 'scripts/**/*.ts', 'tests/**/*.ts'],
    // Only nodes and credentials speak n8n's language of errors; lib has a tree of its own.
    rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
  },
  {
    files: ['scripts/**/*.ts', 'tests/**/*.ts'],
    // Development tools, never shipped: they start n8n, the compiler and the paper exchange, whose
    // keys open nothing.
    rules: {
      '@n8n/community-nodes/no-dangerous-functions': 'off',
      '@n8n/community-nodes/no-hardcoded-secrets': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  ...importRules,
];
