/**
 * Who may import whom: the rooms of the house, as data. The lint rule is generated from it
 * (importRules.mjs); a room that is not in the table fails the lint's own test.
 *
 * `mayImport` names rooms, or single files or folders of a room ("journal/port.ts").
 * `typesOnly` names rooms of which types may be imported, but nothing that exists at run time.
 * `pure` rooms have no input, output, clock or randomness of their own.
 */
const PURE_ROOMS = ['model', 'instrument', 'market', 'regime', 'strategy', 'risk', 'accounting'];
const PORTS = ['exchange/port.ts', 'exchange/foreignPort.ts', 'journal/port.ts'];

export const ROOMS = [
  { room: 'model', mayImport: [], pure: true },
  { room: 'instrument', mayImport: ['model'], pure: true },
  { room: 'market', mayImport: ['model'], pure: true },
  { room: 'accounting', mayImport: ['model'], pure: true },
  { room: 'regime', mayImport: ['model', 'market'], pure: true },
  {
    room: 'strategy',
    mayImport: ['model', 'instrument', 'market', 'regime', 'accounting'],
    pure: true,
  },
  { room: 'risk', mayImport: ['model', 'instrument', 'market', 'accounting'], pure: true },
  // The booking transaction keeps sums and lots; how a fill enters them is accounting's rule.
  { room: 'journal', mayImport: ['model', 'accounting'] },
  { room: 'exchange', mayImport: ['model', 'instrument'] },
  { room: 'alerts', mayImport: ['model'] },
  { room: 'supervision', mayImport: ['model', 'journal'] },
  {
    room: 'execution',
    mayImport: ['model', 'instrument', 'accounting', 'supervision', ...PORTS],
  },
  {
    room: 'reconciliation',
    mayImport: [
      'model',
      'instrument',
      'accounting',
      'supervision',
      // Asking for an unknown outcome and booking fills is one thing, done by both in one way.
      'execution/settle.ts',
      'execution/bookMissingFills.ts',
      ...PORTS,
    ],
  },
  // Reads what the world looks like into the parts of an item.
  { room: 'observation', mayImport: ['model', 'market', 'accounting', ...PORTS] },
  { room: 'reporting', mayImport: ['model', 'accounting', 'journal/port.ts'] },
  // Its filters, margin, fees and rounding are written separately, so that it can disagree with us.
  { room: 'simulator', mayImport: ['model'], typesOnly: ['model'] },
  {
    room: 'backtest',
    mayImport: [...PURE_ROOMS, 'execution/decide.ts', 'simulator/engine'],
  },
  {
    room: 'session',
    mayImport: [
      ...PURE_ROOMS,
      'journal',
      'exchange',
      'alerts',
      'supervision',
      'execution',
      'reconciliation',
      'reporting',
      'observation',
      'simulator',
      'backtest',
    ],
  },
  // One file per thing a node does: composes rooms through a session, for the thin nodes.
  {
    room: 'operations',
    mayImport: [
      ...PURE_ROOMS,
      'alerts',
      'supervision',
      'execution',
      'reconciliation',
      'reporting',
      'observation',
      'session',
      ...PORTS,
    ],
  },
];

/** What a pure room must not import: everything of Node that reads or changes the world. */
export const IMPURE_MODULES = [
  'fs',
  'net',
  'http',
  'https',
  'http2',
  'tls',
  'dgram',
  'dns',
  'os',
  'process',
  'child_process',
  'worker_threads',
  'cluster',
  'timers',
];
