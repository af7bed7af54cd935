import type { AccountState } from '../engine/model';
import type { MarketView } from '../engine/market-view';
import type { Store, World } from '../store/store';
import type { Params } from './params';

/** What a handler of market data sees. */
export interface PublicRequest {
  params: Params;
  world: World;
  view: MarketView;
  /** Exchange time of the request. */
  now: number;
}

/** What a handler of account data sees besides. */
export interface AccountRequest extends PublicRequest {
  state: AccountState;
  store: Store;
}

/** Which pool of request weight a route draws on (reference B). */
export type WeightPool = 'spot' | 'usdm' | 'funding' | 'futuresData';

interface RouteBase {
  method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  path: string;
  pool: WeightPool;
  weight: number | ((params: Params) => number);
}

export interface PublicRoute extends RouteBase {
  security: 'public';
  handle(request: PublicRequest): unknown;
}

export interface AccountRoute extends RouteBase {
  security: 'signed';
  /** Spot orders and cancels cost nothing when they succeed (reference B2). */
  freeOnSuccess?: boolean;
  /** Places an order: counts against the account's order limits. */
  places?: 'spot' | 'usdm';
  /** The handler checks and raises the order count, because a refusal may count as well (reference B2). */
  countsItself?: boolean;
  handle(request: AccountRequest): unknown;
}

export type Route = PublicRoute | AccountRoute;
