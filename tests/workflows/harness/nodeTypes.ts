import type { IDataObject, INodeType, INodeTypes } from 'n8n-workflow';
import { BinanceMarketData } from '../../../nodes/BinanceMarketData/BinanceMarketData.node';
import { FundingReport } from '../../../nodes/FundingReport/FundingReport.node';
import { GridPlanner } from '../../../nodes/GridPlanner/GridPlanner.node';
import { PlaceOrder } from '../../../nodes/PlaceOrder/PlaceOrder.node';
import { Reconcile } from '../../../nodes/Reconcile/Reconcile.node';
import { RegimeClassifier } from '../../../nodes/RegimeClassifier/RegimeClassifier.node';
import { RiskCheck } from '../../../nodes/RiskCheck/RiskCheck.node';
import { TelegramAlert } from '../../../nodes/TelegramAlert/TelegramAlert.node';
import { STAND_INS } from './standIns';

/** The name under which n8n installs the pack's nodes. */
export const PACKAGE = 'n8n-nodes-deltagrid';

/** All nodes of the pack, by the name of their class. */
export const OUR_NODES: Readonly<Record<string, INodeType>> = {
  BinanceMarketData: new BinanceMarketData(),
  RegimeClassifier: new RegimeClassifier(),
  GridPlanner: new GridPlanner(),
  RiskCheck: new RiskCheck(),
  PlaceOrder: new PlaceOrder(),
  Reconcile: new Reconcile(),
  FundingReport: new FundingReport(),
  TelegramAlert: new TelegramAlert(),
};

const TYPES = new Map<string, INodeType>([
  ...Object.values(OUR_NODES).map((node): [string, INodeType] => [
    `${PACKAGE}.${node.description.name}`,
    node,
  ]),
  ...STAND_INS.map((node): [string, INodeType] => [
    `n8n-nodes-base.${node.description.name}`,
    node,
  ]),
]);

/** The node types that n8n's engine finds by name. Throws for one that the pack does not have. */
export class HarnessNodeTypes implements INodeTypes {
  getByName(name: string): INodeType {
    const type = TYPES.get(name);
    if (!type) throw new Error(`There is no node type "${name}".`);
    return type;
  }

  getByNameAndVersion(name: string): INodeType {
    return this.getByName(name);
  }

  getKnownTypes(): IDataObject {
    return Object.fromEntries([...TYPES.keys()].map((name) => [name, { className: name }]));
  }
}
