/** Copies into dist what the TypeScript compiler leaves behind. */
const { dest, src } = require('gulp');

const LEFT_BEHIND = [
  'nodes/**/*.{svg,png}',
  'credentials/**/*.{svg,png}',
  'nodes/**/*.node.json',
  'nodes/**/__schema__/**/*.json',
  'workflows/*.json',
];

/** Icons, codex files, output schemas and workflows, each to its place under dist. */
function copyStaticFiles() {
  return src(LEFT_BEHIND, { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));
}

exports.default = copyStaticFiles;
