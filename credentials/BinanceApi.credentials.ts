import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * One credential is one world: environment, account and journal. It signs nothing itself: with an
 * `authenticate` of its own, n8n would offer it to the HTTP Request node, around every check.
 */
export class BinanceApi implements ICredentialType {
  name = 'binanceApi';

  displayName = 'Binance API';

  icon = { light: 'file:binanceApi.svg', dark: 'file:binanceApi.dark.svg' } as const;

  documentationUrl = 'https://github.com/deltagrid/n8n-nodes-deltagrid#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        {
          name: 'Simulator',
          value: 'simulator',
          description: 'Paper exchange on this machine: no account, no real money',
        },
        {
          name: 'Testnet',
          value: 'testnet',
          description: 'Demo trading at Binance: invented money; keys from demo.binance.com',
        },
        {
          name: 'Mainnet',
          value: 'mainnet',
          description: 'Real money at Binance; nothing increases before a person arms the workflow',
        },
      ],
      default: 'simulator',
      description:
        'Where orders go. This is the only switch: workflows stay as they are from one environment to the next. Make a credential of its own for each.',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Key of the account (HMAC). Testnet and Mainnet need one of their own; leave it empty for the built-in paper exchange.',
    },
    {
      displayName: 'API Secret',
      name: 'apiSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Secret that belongs to the key. Testnet and Mainnet need it; leave it empty for the built-in paper exchange.',
    },
    {
      displayName: 'Simulator URL',
      name: 'simulatorUrl',
      type: 'string',
      default: '',
      placeholder: 'e.g. http://127.0.0.1:4010',
      displayOptions: { show: { environment: ['simulator'] } },
      description:
        'Address of a paper exchange that runs as a process of its own. Leave it empty for the built-in one.',
    },
    {
      displayName: 'Allow Key With Withdrawals',
      name: 'allowWithdrawals',
      type: 'boolean',
      default: false,
      displayOptions: { show: { environment: ['mainnet'] } },
      description:
        'Whether to trade although the key may withdraw money. Trading never needs that permission: better switch it off at the exchange.',
    },
    {
      displayName: 'Rate Limits',
      name: 'limitPreset',
      type: 'options',
      options: [
        {
          name: 'Reported',
          value: 'reported',
          description: 'The limits that the exchange reports for this address and account',
        },
        {
          name: 'Strict',
          value: 'strict',
          description: 'A fixed, much lower table; see the limits page of the documentation',
        },
      ],
      default: 'reported',
      description: 'Which limits on requests and orders are kept',
    },
    {
      displayName: 'Safety Share',
      name: 'safetyShare',
      type: 'number',
      typeOptions: { minValue: 0.1, maxValue: 1, numberPrecision: 2 },
      default: 0.7,
      description: 'The share of every limit that is used; the rest is left for other programs',
    },
    {
      displayName: 'Allocated Quote',
      name: 'allocatedQuote',
      type: 'string',
      default: '',
      placeholder: 'e.g. 5000',
      description:
        'How much quote (USDT) of the spot balance is managed and counts as equity. Leave it empty for all that is free when the journal first sees the account; a later change is booked as a transfer.',
    },
    {
      displayName: 'Journal Name',
      name: 'journalName',
      type: 'string',
      default: 'default',
      description:
        'Name of the file in the n8n folder that keeps orders, fills and approvals. One account, one journal: lower-case letters, digits, "-" and "_".',
    },
  ];
}
