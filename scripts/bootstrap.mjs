/**
 * The one door to every npm script: it runs on any Node from 20 on, installs what is missing and
 * hands over to Node 24 (reference n8n 2.8: n8n 2.41 wants Node 24; better-sqlite3 13 wants 22).
 *
 *   node scripts/bootstrap.mjs FILE [arguments]         runs a .ts, .js, .cjs or .mjs file
 *   node scripts/bootstrap.mjs --bin NAME [arguments]   runs the program NAME of node_modules/.bin
 *
 * It uses nothing but Node itself, because it is what installs everything else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE_MAJOR = 20;
const LOCK_POLL_MS = 500;
const OWNERLESS_LOCK_MS = 30_000;

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(repository, 'node_modules');
const lockFile = join(repository, 'package-lock.json');
const stampFile = join(modules, '.n8n-nodes-deltagrid.stamp');
const nodeBinary = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function stamp() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** True when npm itself has already installed just what the lock file names (a plain npm install). */
function installedByNpm() {
  const wanted = readJson(lockFile)?.packages;
  const present = readJson(join(modules, '.package-lock.json'))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional === true ||
      entry.devOptional === true ||
      present[path]?.version === entry.version,
  );
}

function isInstalled() {
  if (!existsSync(nodeBinary)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp()) return true;
  if (!installedByNpm()) return false;
  writeFileSync(stampFile, stamp());
  return true;
}

/** Runs npm; answers whether it succeeded. What it says is shown, or kept quiet when `quiet`. */
function npm(args, { quiet = false } = {}) {
  say(`  npm ${args.join(' ')}`);
  const result = spawnSync('npm', args, {
    cwd: repository,
    stdio: quiet ? 'ignore' : ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

function install() {
  say('… installing the packages of this project (about 2 minutes the first time)');
  const flags = ['--ignore-scripts', '--loglevel=error'];
  if (!npm(['ci', ...flags], { quiet: true })) {
    // npm ci wants the binaries of every platform in the lock file, and not every registry has
    // them. npm install takes the versions of the lock file too; --no-save leaves that as it is.
    say('  npm ci does not take this lock file here: npm install does');
    if (!npm(['install', '--no-save', ...flags])) {
      fail('npm could not install the packages: see its words above, then run the command again.');
    }
  }
  if (!existsSync(nodeBinary) && !npm(['rebuild', 'node'])) {
    fail('Node 24 could not be fetched (npm rebuild node): see the words of npm above.');
  }
  if (!existsSync(nodeBinary)) {
    fail('npm rebuild node left no Node 24: remove node_modules and run the command again.');
  }
  writeFileSync(stampFile, stamp());
  say('✓ packages installed');
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isAbandoned(lock) {
  const owner = Number(readFileSafely(join(lock, 'pid')));
  if (owner > 0) return !isAlive(owner);
  const made = statSync(lock, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > OWNERLESS_LOCK_MS;
}

function readFileSafely(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Installs unless another process of the same clone is at it: then waits for that one. */
async function installOnce() {
  const name = createHash('sha256').update(repository).digest('hex').slice(0, 12);
  // Not inside node_modules: npm ci empties that.
  const lock = join(tmpdir(), `n8n-nodes-deltagrid-install-${name}`);
  for (let toldToWait = false; ; ) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(lock)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (!toldToWait) say('… waiting for another installation of this folder');
    toldToWait = true;
    await new Promise((done) => setTimeout(done, LOCK_POLL_MS));
  }
  const unlock = () => rmSync(lock, { recursive: true, force: true });
  process.once('exit', unlock);
  writeFileSync(join(lock, 'pid'), String(process.pid));
  if (!isInstalled()) install();
  unlock();
}

/** The arguments for Node 24 that run what was asked for. */
function commandLine([first, ...rest]) {
  if (first === '--bin') {
    const [name, ...args] = rest;
    const program = join(modules, '.bin', name ?? '');
    if (name === undefined || !existsSync(program)) fail(`There is no program "${name}".`);
    return [realpathSync(program), ...args];
  }
  if (first === undefined) fail('bootstrap.mjs wants a file or --bin and a name.');
  const file = resolve(repository, first);
  return first.endsWith('.ts') ? ['--import', 'tsx', file, ...rest] : [file, ...rest];
}

function run(args) {
  const child = spawn(nodeBinary, args, {
    cwd: repository,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(nodeBinary)}${delimiter}${process.env.PATH ?? ''}` },
  });
  // The child ends first, in its own time. A terminal sends it Ctrl-C too: it takes the first one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => fail(`Node 24 could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}

const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST_NODE_MAJOR) {
  fail(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE_MAJOR} or newer.`);
}
if (!isInstalled()) await installOnce();
run(commandLine(process.argv.slice(2)));
