import {
  CAPABILITIES,
  type Capability,
  isAvailable,
} from '../../lib/exchange/binance/capabilities';
import { type Venue, VENUE_ADDRESSES } from '../../lib/exchange/binance/hosts';
import { ENVIRONMENTS, type Environment } from '../../lib/model/terms';
import { KEY_VARIABLE, SECRET_VARIABLE } from '../support/testnetKeys';
import { table } from './markdown';

const NAMES: Readonly<Record<Environment, string>> = {
  simulator: 'Simulator',
  testnet: 'Testnet',
  mainnet: 'Mainnet',
};

const VENUES: readonly Venue[] = ['testnet', 'mainnet'];

/** docs/environments.md, from the tables that are consulted before a call. */
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
  const addresses = VENUES.map((venue) => [
    NAMES[venue],
    VENUE_ADDRESSES[venue].spot,
    VENUE_ADDRESSES[venue].usdm,
  ]);
  return `# Environments

This page is written by \`npm run docs\` from \`lib/exchange/binance/hosts.ts\` and \`capabilities.ts\`.

One credential is one environment, one account and one journal. The environment is the whole switch:
a workflow that ran on Testnet runs on Mainnet as it is, with another credential.

## Where requests go

The Simulator is the paper exchange of this pack, in n8n's own process or at the address in the
credential; an address of the exchange is refused there. The hosts of the others are fixed, and no
setting changes them. Their certificates are checked, whatever n8n was told about certificates;
redirects are not followed and proxies not used.

${table(['Environment', 'Spot', 'USD-M'], addresses)}

Testnet is Binance's demo trading: its keys are made at demo.binance.com and serve both markets. Keys
are system-generated (HMAC) ones. Without a key nothing is asked on Testnet and Mainnet, public data
included; test a new credential with the button in n8n, which asks both markets and, on Mainnet, what
the key may do.

## What keeps them apart

- Each environment has a journal file of its own (\`testnet-default.sqlite\`, \`mainnet-default.sqlite\`),
  bound at first use to environment and account; another account is refused.
- Client order ids begin with a tag that belongs to the journal.
- Rate limits and bans are counted by host.
- An item that was made in one environment is refused by a node whose credential says another.
- The risk settings may forbid an environment to a workflow (Allowed Environments in Risk Check).

## From Testnet to Mainnet

1. Make a key without the permission to withdraw, bound to the address of this machine; a key that may
   withdraw is refused unless the credential allows it.
2. Make a second credential _Binance API_ with the environment Mainnet. Do not change the first one:
   n8n binds an imported workflow to a credential of the same id, or of the same name.
3. Export the workflow, import it where it is to trade, choose the credential in every node that has one.
4. Run it once. Nothing increases: every plan is denied as NOT_ARMED.
5. Arm it: the workflow _Deltagrid 09 - Arm live trading_ with the loop's workflow id and LIVE, executed by hand.
   Arming holds for this account, this n8n and this workflow, until it is taken back.

Hedge Off is refused on Mainnet.

## What an environment lacks

The environments are not alike. What one of them lacks is not asked there: it is shown as unavailable
and nothing requires it.

${table([...head, 'Without it'], rows)}

Figures of the demo differ too: request weight, step sizes and funding are not those of Mainnet, and
balances are reset by hand. Nothing is taken from one for the other.

## Trying it on the demo exchange

\`npm run test:testnet\` trades on your own demo account, through the code of this pack. It places and
cancels one small order far from the market on spot, enters the smallest trade on USD-M with stop and
target, takes the stop away and lets Reconcile restore it. At the end it takes everything of its own
down again, also when a step failed; what a killed run left behind, the next one takes down. It needs

- \`${KEY_VARIABLE}\` and \`${SECRET_VARIABLE}\`: a key of demo trading for Spot and Futures;
- no position in BTCUSDT on USD-M.

Without the variables it says so and ends with an error; where \`CI\` is set it refuses. Its journal is
in \`n8n-nodes-deltagrid/testnet\` of the user's cache folder, until a run ended with nothing left; if the
demo account was reset after a killed run, remove that folder. The demo market is thin: the breakers that
watch the market are off in it, and the limits on depth and on the distance of mark and book are wide;
every other rule holds.

This version was not yet run against the demo exchange itself. The tests run the suite, over TLS and by the
demo's host names, against the paper exchange: as it is, with an exchange that disobeys, and killed midway.
`;
}

function isCapability(name: string): name is Capability {
  return name in CAPABILITIES;
}
