import { IMPURE_MODULES, ROOMS } from './rooms.mjs';

const N8N_MODULES = {
  group: ['n8n-*', 'n8n-*/**', '@n8n/**'],
  message: 'lib never imports n8n: only nodes and credentials do.',
};

/** The zones of `import-x/no-restricted-paths` that keep one room to what it may import. */
function zones({ room, mayImport }) {
  const allowed = new Set(mayImport);
  const zone = (from, except) => ({
    target: `./lib/${room}`,
    from,
    ...(except.length === 0 ? {} : { except }),
    message: `${room} may import ${mayImport.join(', ') || 'nothing of ours'}.`,
  });
  const rooms = ROOMS.map((other) => other.room).filter(
    (other) => other !== room && !allowed.has(other),
  );
  return [
    ...rooms.map((other) =>
      zone(
        `./lib/${other}`,
        mayImport
          .filter((path) => path.startsWith(`${other}/`))
          .map((path) => `./${path.slice(other.length + 1)}`),
      ),
    ),
    zone('./nodes', []),
    zone('./credentials', []),
  ];
}

function restrictedModules({ pure, typesOnly = [] }) {
  const patterns = [N8N_MODULES];
  for (const room of typesOnly) {
    patterns.push({
      // From inside lib/<room>, lib/<other> is reached by climbing up: "../../model/order".
      regex: `^(\\.\\./)+${room}/`,
      allowTypeImports: true,
      message: `Only types of ${room} may be imported here.`,
    });
  }
  if (pure === true) {
    patterns.push({
      group: IMPURE_MODULES.flatMap((name) => [
        name,
        `node:${name}`,
        `${name}/*`,
        `node:${name}/*`,
      ]),
      message: 'A pure room has no input or output.',
    });
  }
  return patterns;
}

const CLOCK_CALLS = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Clocks are passed in: lib reads none itself.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Clocks are passed in: lib reads none itself.',
  },
];
const RANDOM_CALLS = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'A pure room gets its random numbers as arguments.',
  },
];

/** The flat configuration of ESLint that enforces the table of rooms. */
export const importRules = ROOMS.map((entry) => ({
  files: [`lib/${entry.room}/**/*.ts`],
  rules: {
    'import-x/no-restricted-paths': ['error', { zones: zones(entry) }],
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: restrictedModules(entry) }],
    'no-restricted-syntax': ['error', ...CLOCK_CALLS, ...(entry.pure === true ? RANDOM_CALLS : [])],
  },
}));
