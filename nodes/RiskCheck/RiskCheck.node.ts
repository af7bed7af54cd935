import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { refuseAiAgents } from '../shared/identity';
import { symbolProperty } from '../shared/parameters';
import { armingProperties } from './operations/arming';
import { checkPlansProperties } from './operations/checkPlans';
import { pauseProperties } from './operations/pause';
import { resetBreakerProperties } from './operations/resetBreaker';
import { safePositionSizeProperties } from './operations/safePositionSize';
import { setKillSwitchProperties } from './operations/setKillSwitch';
import { ABOUT_A_SYMBOL, OPERATION_OPTIONS, OPERATIONS } from './operations';
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
      '={{ ({ armLive: "Arm Live Trading", checkPlans: "Check Plans", disarmLive: "Disarm Live Trading", pause: "Pause", portfolioStatus: "Portfolio Status", positionMargin: "Position Margin", positionRisk: "Position Risk", resetBreaker: "Reset Breaker", resume: "Resume", safePositionSize: "Safe Position Size", setKillSwitch: "Set Kill Switch" })[$parameter["operation"]] }}',
    description: 'Approve or deny plans, tell margin and risk, and set switches',
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
        options: OPERATION_OPTIONS,
        default: 'checkPlans',
        description: 'What the node does',
      },
      symbolProperty(ABOUT_A_SYMBOL),
      ...checkPlansProperties,
      ...safePositionSizeProperties,
      ...pauseProperties,
      ...setKillSwitchProperties,
      ...resetBreakerProperties,
      ...armingProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    refuseAiAgents(this);
    return runRisk(this, OPERATIONS);
  }
}
