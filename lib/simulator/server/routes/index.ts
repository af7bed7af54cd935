import type { Route } from '../route';
import { spotAccountRoutes } from './spot-account';
import { spotPublicRoutes } from './spot-public';
import { usdmAccountRoutes } from './usdm-account';
import { usdmOrderRoutes } from './usdm-orders';
import { usdmPublicRoutes } from './usdm-public';

const all: readonly Route[] = [
  ...spotPublicRoutes,
  ...spotAccountRoutes,
  ...usdmPublicRoutes,
  ...usdmAccountRoutes,
  ...usdmOrderRoutes,
];
const routes: ReadonlyMap<string, Route> = new Map(
  all.map((route): [string, Route] => [`${route.method} ${route.path}`, route]),
);

/** The route for a method and path; undefined when the exchange has none. */
export function routeFor(method: string, path: string): Route | undefined {
  return routes.get(`${method} ${path}`);
}
