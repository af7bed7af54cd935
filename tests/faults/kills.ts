import { fork } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type KillSite, killSite } from './killSites';
import { journalMemory } from './scenarios/steps';
import type { Writing } from './world/tape';
import { World } from './world/world';

/**
 * Kill at every point: before and after every commit of the journal and, per request, before it
 * leaves, after its execution and after its reply. The killed run is a thread or a process of its
 * own, in which not another line is executed; what is left of it are its files.
 */

export interface KillPlace {
  productFile: string;
  /** The same with its packages inside: a victim has a process or thread of its own to load it. */
  victimFile: string;
  folder: string;
}

/** How the run ends: its thread stops between two lines, or the system kills its process. */
export type KillMeans = 'thread' | 'process';

/** What a victim is told: it works in `folder` and dies at the point of this number, from 1. */
export interface VictimTask {
  productFile: string;
  folder: string;
  site: string;
  resumeAt: number;
  writings: readonly Writing[];
  point: number;
}

interface Template {
  folder: string;
  resumeAt: number;
  writings: readonly Writing[];
  points: string[];
}

const SEED = 4;

/** The points of a site in the order in which an uninterrupted run comes to them. */
export async function pointsOf(site: KillSite, place: KillPlace): Promise<string[]> {
  return (await templateOf(site, place)).points;
}

/** Kills a run at one point and looks at what its successors make of it; '' when all is well. */
export async function killAt(
  site: KillSite,
  point: number,
  means: KillMeans,
  place: KillPlace,
  ownFile: string,
): Promise<string> {
  const template = await templateOf(site, place);
  const folder = join(place.folder, 'killed');
  copy(template.folder, folder);
  const { resumeAt, writings } = template;
  const productFile = place.victimFile;
  const task: VictimTask = { productFile, folder, site: site.name, resumeAt, writings, point };
  const reached = await (means === 'thread' ? endThread(task, ownFile) : endProcess(task, ownFile));
  if (reached !== point) return `it came to ${reached} points and was to die at ${point}`;
  return recovered(site, template, { ...place, folder });
}

/** Runs the site's work until the point, at which this thread or process ends. */
export async function beVictim(
  task: VictimTask,
  die: (points: number, now: number) => void,
): Promise<number> {
  const world = new World({ ...task, seed: SEED });
  let points = 0;
  witnessPoints(world, () => {
    points += 1;
    if (points === task.point) die(points, world.time.now());
  });
  await killSite(task.site).run(world);
  return points;
}

const templates = new Map<string, Promise<Template>>();

/** The files just before the work, made once, and the points of the work. */
function templateOf(site: KillSite, place: KillPlace): Promise<Template> {
  const key = `${place.productFile} ${site.name}`;
  const known = templates.get(key) ?? makeTemplate(site, place);
  templates.set(key, known);
  return known;
}

async function makeTemplate(site: KillSite, place: KillPlace): Promise<Template> {
  const folder = join(place.folder, `template-${templates.size}`);
  const world = new World({ ...place, folder, seed: SEED });
  await site.prepare(world);
  world.leave();
  const resumeAt = world.time.now() + 1;
  const { writings } = world.tape;
  const counted = join(place.folder, 'counted');
  copy(folder, counted);
  const again = new World({ ...place, folder: counted, resumeAt, writings, seed: SEED });
  const points: string[] = [];
  const calls = { requests: 0, commits: 0 };
  witnessPoints(again, (name) => void points.push(name));
  const witness = again.watchJournal;
  again.watchJournal = (write) => {
    if (write.moment === 'before' && write.isCommit) calls.commits += 1;
    witness?.(write);
  };
  await site.run(again);
  calls.requests = again.seen.length;
  const expected = 3 * calls.requests + 2 * calls.commits;
  const broken = again.invariants.violations;
  again.dispose();
  if (points.length !== expected) {
    throw new Error(`${points.length} points, but ${expected} by ${JSON.stringify(calls)}`);
  }
  if (broken.length > 0) throw new Error(JSON.stringify(broken));
  return { folder, resumeAt, writings, points };
}

function witnessPoints(world: World, point: (name: string) => void): void {
  world.intervene = (phase, { route }) => {
    point(`${route} ${phase}`);
  };
  world.watchJournal = ({ moment, isCommit, text }) => {
    if (isCommit) point(`${moment} ${text.slice(0, 30)}`);
  };
}

function endThread(task: VictimTask, ownFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const reached = new Int32Array(new SharedArrayBuffer(8));
    const thread = new Worker(ownFile, { workerData: { task, reached } });
    thread.once('error', reject);
    // The second cell is written by the line after the end: it must never be.
    thread.once('exit', () => resolve(reached[1] === 0 ? (reached[0] ?? 0) : -1));
  });
}

function endProcess(task: VictimTask, ownFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(ownFile, ['victim', JSON.stringify(task)], { execArgv: [] });
    let survived: number | null = null;
    child.on('message', (points) => {
      if (typeof points === 'number') survived = points;
    });
    child.once('error', reject);
    child.once('exit', (_code, signal) => {
      resolve(signal === 'SIGKILL' ? task.point : (survived ?? -1));
    });
  });
}

/** New processes work on what the killed one left; then the rules, and a restart that does nothing. */
async function recovered(site: KillSite, template: Template, place: KillPlace): Promise<string> {
  const { resumeAt, writings } = template;
  const world = new World({ ...place, resumeAt: resumeAt + 30_000, writings, seed: SEED + 1 });
  try {
    await site.recover(world);
    world.check();
    const before = journalMemory(world);
    world.restart();
    await site.run(world);
    if (journalMemory(world) !== before) return 'a second restart changed something';
    world.check();
    const { violations } = world.invariants;
    const { duplicateOrders } = world.exchange.report();
    if (duplicateOrders > 0) return `${duplicateOrders} duplicate orders`;
    return violations.map(({ rule, why }) => `${rule}: ${why}`).join('\n');
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    world.dispose();
  }
}

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
