import {
  CAPABILITIES,
  type Capability,
  isAvailable,
} from '../../lib/exchange/binance/capabilities';
import { ENVIRONMENTS, type Environment } from '../../lib/model/terms';
import { table } from './markdown';

const NAMES: Readonly<Record<Environment, string>> = {
  simulator: 'Simulator',
  testnet: 'Testnet',
  mainnet: 'Mainnet',
};

/** docs/environments.md, from the table that is consulted before a call. */
export function environmentsDocument(): string {
  const rows = Object.entries(CAPABILITIES).map(([name, { calls, purpose, without }]) => [
    purpose,
    calls
      .split(', ')
      .map((call) => `\`${call}\``)
      .join(', '),
    ...ENVIRONMENTS.map((environment) =>
      isCapability(name) && isAvailable(environment, name) ? 'yes' : 'no',
    ),
    without,
  ]);
  const head = ['What', 'Calls', ...ENVIRONMENTS.map((environment) => NAMES[environment])];
  return `# What an environment lacks

This page is written by \`npm run docs\` from \`lib/exchange/binance/capabilities.ts\`.

The environments of the credential are not alike. What one of them lacks is not asked there: it is
shown as unavailable and nothing requires it.

${table([...head, 'Without it'], rows)}
`;
}

function isCapability(name: string): name is Capability {
  return name in CAPABILITIES;
}
