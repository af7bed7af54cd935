import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { refuseAiAgents } from '../shared/identity';
import { checkPlansOperation, checkPlansProperties } from './operations/checkPlans';
import { setKillSwitchOperation, setKillSwitchProperties } from './operations/setKillSwitch';
import { runRisk } from './runRisk';

/** Decides plans and keeps the approval in the journal; sets the kill switch. */
// Approvals and the kill switch are a person's and a workflow's business, not an agent's.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class RiskCheck implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Risk Check',
    name: 'riskCheck',
    icon: { light: 'file:riskCheck.svg', dark: 'file:riskCheck.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ({ checkPlans: "Check Plans", setKillSwitch: "Set Kill Switch" })[$parameter["operation"]] }}',
    description: 'Approve or deny plans, and set the kill switch',
    defaults: { name: 'Risk Check' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Approved', 'Denied'],
    credentials: [{ name: 'binanceApi', required: true, testedBy: 'binanceApiTest' }],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Check Plans',
            value: 'checkPlans',
            action: 'Check plans',
            description: 'Approved: what may be placed. Denied: what may not, with the reasons.',
          },
          {
            name: 'Set Kill Switch',
            value: 'setKillSwitch',
            action: 'Set the kill switch',
            description: 'Engage or release it for the whole account; the item goes out first',
          },
        ],
        default: 'checkPlans',
        description: 'What the node does',
      },
      ...checkPlansProperties,
      ...setKillSwitchProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    refuseAiAgents(this);
    return runRisk(this, {
      checkPlans: checkPlansOperation,
      setKillSwitch: setKillSwitchOperation,
    });
  }
}
