import type { Route } from '../route';
import { neighbourRoutes } from './neighbours';
import { spotAccountRoutes } from './spot-account';
import { spotOrderRoutes } from './spot-orders';
import { spotPublicRoutes } from './spot-public';
import { spotWalletRoutes } from './spot-wallet';
import { usdmAccountRoutes } from './usdm-account';
import { usdmAlgoRoutes } from './usdm-algo';
import { usdmBatchRoutes } from './usdm-batch';
import { usdmDataRoutes } from './usdm-data';
import { usdmHistoryRoutes } from './usdm-history';
import { usdmOrderRoutes } from './usdm-orders';
import { usdmPublicRoutes } from './usdm-public';
import { usdmSettingsRoutes } from './usdm-settings';

const all: readonly Route[] = [
  ...spotPublicRoutes,
  ...spotAccountRoutes,
  ...spotOrderRoutes,
  ...spotWalletRoutes,
  ...usdmPublicRoutes,
  ...usdmAccountRoutes,
  ...usdmOrderRoutes,
  ...usdmBatchRoutes,
  ...usdmAlgoRoutes,
  ...usdmSettingsRoutes,
  ...usdmHistoryRoutes,
  ...usdmDataRoutes,
  ...neighbourRoutes,
];
const routes: ReadonlyMap<string, Route> = new Map(
  all.map((route): [string, Route] => [`${route.method} ${route.path}`, route]),
);

/** The route for a method and path; undefined when the exchange has none. */
export function routeFor(method: string, path: string): Route | undefined {
  return routes.get(`${method} ${path}`);
}
