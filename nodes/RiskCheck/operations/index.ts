import type { INodePropertyOptions } from 'n8n-workflow';
import type { RiskOperation } from '../runRisk';
import { armLiveOperation, disarmLiveOperation } from './arming';
import { checkPlansOperation } from './checkPlans';
import { pauseOperation, resumeOperation } from './pause';
import { portfolioStatusOperation } from './portfolioStatus';
import { positionMarginOperation, positionRiskOperation } from './positionFigures';
import { resetBreakerOperation } from './resetBreaker';
import { safePositionSizeOperation } from './safePositionSize';
import { setKillSwitchOperation } from './setKillSwitch';

/** Operations that take the item's symbol or the node's. */
export const ABOUT_A_SYMBOL = [
  'positionMargin',
  'positionRisk',
  'safePositionSize',
  'portfolioStatus',
  'resetBreaker',
];

export const OPERATIONS: Readonly<Record<string, RiskOperation>> = {
  checkPlans: checkPlansOperation,
  positionMargin: positionMarginOperation,
  positionRisk: positionRiskOperation,
  safePositionSize: safePositionSizeOperation,
  portfolioStatus: portfolioStatusOperation,
  pause: pauseOperation,
  resume: resumeOperation,
  setKillSwitch: setKillSwitchOperation,
  resetBreaker: resetBreakerOperation,
  armLive: armLiveOperation,
  disarmLive: disarmLiveOperation,
};

/** By name; all but Check Plans put their item out first. */
export const OPERATION_OPTIONS: INodePropertyOptions[] = [
  {
    name: 'Arm Live Trading',
    value: 'armLive',
    action: 'Arm live trading',
    description: 'Let a workflow increase with real money; by a person, in a manual execution',
  },
  {
    name: 'Check Plans',
    value: 'checkPlans',
    action: 'Check plans',
    description: 'Approved: what may be placed. Denied: what may not, with the reasons.',
  },
  {
    name: 'Disarm Live Trading',
    value: 'disarmLive',
    action: 'Disarm live trading',
    description: 'Let a workflow only reduce and hedge from now on',
  },
  {
    name: 'Pause',
    value: 'pause',
    action: 'Pause the account',
    description: 'Enter nothing; inventory, hedge and protection are kept',
  },
  {
    name: 'Portfolio Status',
    value: 'portfolioStatus',
    action: 'Get the portfolio status',
    description: 'Equity, drawdown, brakes, breakers, margin and exposure at a glance',
  },
  {
    name: 'Position Margin',
    value: 'positionMargin',
    action: 'Get the margin of a position',
    description: 'Margin of the account and of the positions of a symbol, by its brackets',
  },
  {
    name: 'Position Risk',
    value: 'positionRisk',
    action: 'Get the risk of a position',
    description: 'Price of liquidation, distance to it, and margin in use',
  },
  {
    name: 'Reset Breaker',
    value: 'resetBreaker',
    action: 'Reset a breaker',
    description: 'Let a latched breaker or the drawdown go',
  },
  {
    name: 'Resume',
    value: 'resume',
    action: 'Resume the account',
    description: 'End the pause; the loop may enter again at its next run',
  },
  {
    name: 'Safe Position Size',
    value: 'safePositionSize',
    action: 'Get a safe position size',
    description: 'How large a trade may be for what is risked at its stop',
  },
  {
    name: 'Set Kill Switch',
    value: 'setKillSwitch',
    action: 'Set the kill switch',
    description: 'Engage or release it for the whole account; the item goes out first',
  },
];
