import {
  type IDataObject,
  type INodeType,
  type INodeTypeDescription,
  type INodeTypes,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { BinanceMarketData } from '../../../nodes/BinanceMarketData/BinanceMarketData.node';
import { FundingReport } from '../../../nodes/FundingReport/FundingReport.node';
import { GridPlanner } from '../../../nodes/GridPlanner/GridPlanner.node';
import { PlaceOrder } from '../../../nodes/PlaceOrder/PlaceOrder.node';
import { Reconcile } from '../../../nodes/Reconcile/Reconcile.node';
import { RegimeClassifier } from '../../../nodes/RegimeClassifier/RegimeClassifier.node';
import { RiskCheck } from '../../../nodes/RiskCheck/RiskCheck.node';
import { TelegramAlert } from '../../../nodes/TelegramAlert/TelegramAlert.node';

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

/** Stands for a trigger or note of n8n's own: it hands on what it is started with. */
function bystander(name: string, group: INodeTypeDescription['group']): INodeType {
  return {
    description: {
      displayName: name,
      name,
      group,
      version: [1, 1.2],
      description: '',
      defaults: { name },
      inputs: [],
      outputs: [NodeConnectionTypes.Main],
      properties: [],
    },
    async execute() {
      return [this.getInputData()];
    },
  };
}

const TYPES = new Map<string, INodeType>([
  ...Object.values(OUR_NODES).map((node): [string, INodeType] => [
    `${PACKAGE}.${node.description.name}`,
    node,
  ]),
  ['n8n-nodes-base.manualTrigger', bystander('manualTrigger', ['trigger'])],
  ['n8n-nodes-base.scheduleTrigger', bystander('scheduleTrigger', ['trigger'])],
  ['n8n-nodes-base.stickyNote', bystander('stickyNote', ['input'])],
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
