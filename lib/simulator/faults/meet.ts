import type { FaultRecord, FaultState } from './model';

/** True when `route` of a rule stands for this request. */
export function matches(route: string, method: string, path: string): boolean {
  const space = route.indexOf(' ');
  const wantedMethod = route.slice(0, space);
  const wantedPath = route.slice(space + 1);
  if (wantedMethod !== '*' && wantedMethod !== method) return false;
  if (!wantedPath.endsWith('*')) return wantedPath === path;
  return path.startsWith(wantedPath.slice(0, -1));
}

/** A fraction in [0, 1) from three whole numbers, the same for ever. */
export function draw(seed: number, rule: number, count: number): number {
  let word = Math.imul((seed | 0) ^ 0x9e3779b9, 0x85ebca6b);
  for (const part of [rule, count]) {
    word = Math.imul(word ^ (part + 0x7f4a7c15), 0xc2b2ae35);
    word ^= word >>> 15;
    word = Math.imul(word, 0x27d4eb2f);
    word ^= word >>> 13;
  }
  return (word >>> 0) / 4_294_967_296;
}

/** Counts a request with every rule of its route and gives those that hit it, in the order they were made. */
export function meet(state: FaultState, method: string, path: string): FaultRecord[] {
  const hit: FaultRecord[] = [];
  for (const rule of state.rules) {
    if (!matches(rule.route, method, path)) continue;
    rule.seen++;
    const past = rule.seen - rule.nth;
    if (past < 0 || (rule.times > 0 && past >= rule.times)) continue;
    const { probability } = rule;
    if (probability !== undefined && draw(state.seed, rule.id, rule.seen) >= probability) continue;
    rule.applied++;
    hit.push(rule);
  }
  return hit;
}
