import type { Environment } from '../../model/terms';

/** Parts of the exchange that not every environment has (reference A1). */
export const CAPABILITIES = {
  keyPermissions: {
    calls: 'GET /sapi/v1/account/apiRestrictions',
    purpose: 'Permissions of the API key and its address restriction',
    without: 'They are shown as unavailable and are not required.',
  },
  futuresStatistics: {
    calls: 'GET /futures/data/*',
    purpose: 'Open interest, long/short ratios and basis over time',
    without: 'They are unavailable on the item, and nothing stands in for them.',
  },
} as const;
export type Capability = keyof typeof CAPABILITIES;

/** Which environment has what. The simulator serves the calls of Mainnet. */
const AVAILABLE: Readonly<Record<Environment, Readonly<Record<Capability, boolean>>>> = {
  simulator: { keyPermissions: true, futuresStatistics: true },
  testnet: { keyPermissions: false, futuresStatistics: false },
  mainnet: { keyPermissions: true, futuresStatistics: true },
};

/** True when the environment has it; it is not asked otherwise. */
export function isAvailable(environment: Environment, capability: Capability): boolean {
  return AVAILABLE[environment][capability];
}
