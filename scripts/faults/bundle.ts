import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type * as esbuildModule from 'esbuild';
import { REPOSITORY } from '../support/paths';

/** A sabotage of one source file: `find` occurs in it exactly once. */
export interface Replacement {
  /** Path in the repository, such as lib/execution/send.ts. */
  file: string;
  find: string;
  replace: string;
}

/** The bundler that tsx brings along. */
const esbuild: typeof esbuildModule = createRequire(createRequire(__filename).resolve('tsx'))(
  'esbuild',
);

/**
 * Bundles a TypeScript entry into one CommonJS file, packages left outside unless asked for, with
 * the replacements applied. Throws when one of them does not fit its source exactly once.
 */
export async function bundle(
  entry: string,
  outfile: string,
  replacements: readonly Replacement[] = [],
  { withPackages }: { withPackages: boolean } = { withPackages: false },
): Promise<void> {
  const applied = new Set<Replacement>();
  await esbuild.build({
    entryPoints: [join(REPOSITORY, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // Native code cannot be bundled.
    ...(withPackages ? { external: ['better-sqlite3'] } : { packages: 'external' as const }),
    logLevel: 'silent',
    plugins: [
      {
        name: 'replacements',
        setup(build) {
          if (replacements.length === 0) return;
          build.onLoad({ filter: /[/\\]lib[/\\].*\.ts$/ }, ({ path }) => {
            const file = relative(REPOSITORY, path).replaceAll('\\', '/');
            const own = replacements.filter((replacement) => replacement.file === file);
            if (own.length === 0) return undefined;
            let contents = readFileSync(path, 'utf8');
            for (const replacement of own) {
              contents = replaceOnce(contents, replacement);
              applied.add(replacement);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  const missing = replacements.find((replacement) => !applied.has(replacement));
  if (missing) throw new Error(`${missing.file} is not part of ${entry}`);
}

function replaceOnce(text: string, { file, find, replace }: Replacement): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`"${find}" occurs ${parts.length - 1} times in ${file}, not once`);
  }
  return parts.join(replace);
}
