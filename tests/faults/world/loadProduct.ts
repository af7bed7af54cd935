import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type * as productModule from './product';

export type Product = typeof productModule;

/** What a run of the product may be given in the place of a package. */
export type Substitutes = Readonly<Record<string, unknown>>;

/**
 * Runs the bundled product and answers what it exports. Each call is a new process as far as the
 * product can tell: nothing that it kept in its modules is left.
 */
export function loadProduct(file: string, substitutes: Substitutes = {}): Product {
  const code = sources.get(file) ?? readFileSync(file, 'utf8');
  sources.set(file, code);
  const own = createRequire(`${process.cwd()}/`);
  const requirePackage = (name: string): unknown => substitutes[name] ?? own(name);
  const holder: { exports: unknown } = { exports: {} };
  const run = compileFunction(code, ['module', 'exports', 'require'], { filename: file });
  run(holder, holder.exports, requirePackage);
  if (!isProduct(holder.exports)) throw new Error(`${file} is not the product`);
  return holder.exports;
}

const sources = new Map<string, string>();

function isProduct(value: unknown): value is Product {
  return typeof value === 'object' && value !== null && 'loop' in value;
}
