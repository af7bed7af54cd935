import Database from 'better-sqlite3';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { decimal } from '../../lib/model/decimal';
import { type Item, itemSchema } from '../../lib/model/item';
import type { Intent, Plan } from '../../lib/model/plan';
import type { DenialCode } from '../../lib/model/verdict';
import { mountedDisk, whyNoMount } from '../support/fullDisks';
import { chain, Harness, shippedWorkflow } from './harness/Harness';
import { PACKAGE } from './harness/nodeTypes';

/** The codes that Plan Grid and Place Order answer, each through the node (Risk Check's own: riskCodes). */

const LOOP = shippedWorkflow('01-strategy-loop.json');
const FLATTEN = shippedWorkflow('02-manual-flatten.json');
const WORKFLOW = 'deltagridLoop01';
jest.setTimeout(240_000);

const plain = (value: unknown): IDataObject => JSON.parse(JSON.stringify(value));
const placeOrder = (id: string, parameters: INodeParameters = {}) =>
  chain(id, { name: 'Place Order', type: `${PACKAGE}.placeOrder`, parameters });
const checkAndPlace = () =>
  chain(
    WORKFLOW,
    { name: 'Risk Check', type: `${PACKAGE}.riskCheck` },
    { name: 'Place Order', type: `${PACKAGE}.placeOrder` },
  );
/** The loop as far as a node. */
const upTo = (node: string) => ({ ...LOOP, connections: { ...LOOP.connections, [node]: {} } });

function codesOf(item: IDataObject): DenialCode[] {
  return (itemSchema.parse(item).execution?.denials ?? []).map(({ code }) => code);
}

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.stop());

/** Loop runs that open the grid with its hedge. */
async function opened(): Promise<void> {
  for (let run = 0; run < 4; run += 1) await harness.run(LOOP, 'Run Once');
}

async function control(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${harness.simulator.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** What Risk Check would see in a loop without a grid of its own. */
async function observed(): Promise<Item> {
  return itemSchema.parse(
    (await harness.run(upTo('Regime Classifier'), 'Run Once')).item('Regime Classifier'),
  );
}

/** A plan of one intent far below the market. */
function planned(item: Item, intent: Partial<Intent> = {}, change: Partial<Plan> = {}): Item {
  const { account, market, symbol } = item;
  if (!account || !market) throw new Error('nothing was observed');
  const price = decimal(market.markPrice).times(decimal('0.99')).floorTo(decimal('0.1'));
  const scope = { account: account.account, strategy: 'probe', market: 'spot' as const, symbol };
  return {
    ...item,
    plans: [
      {
        version: 1,
        scope,
        baseAsset: 'BTC',
        madeAt: item.at,
        journalRevision: 1_000_000,
        disposition: 'active',
        reason: 'a probe',
        warnings: [],
        intents: [
          {
            id: `probe/${change.scope?.market ?? 'spot'}/${symbol}/one/BUY/0`,
            leg: 'one',
            generation: 0,
            purpose: 'gridEntry',
            effect: 'increase',
            side: 'BUY',
            quantity: '0.01',
            instruction: { type: 'LIMIT', price: price.toString(), timeInForce: 'GTC' },
            ...intent,
          },
        ],
        ...change,
      },
    ],
  };
}

async function placed(item: Item): Promise<DenialCode[]> {
  const outcome = await harness.run(checkAndPlace(), 'Risk Check', { items: [plain(item)] });
  expect(outcome.problem.message).toBe('');
  return codesOf(outcome.item('Place Order'));
}

describe('Plan Grid refuses', () => {
  const planGrid = (parameters: INodeParameters) =>
    chain('plan', {
      name: 'Plan Grid',
      type: `${PACKAGE}.gridPlanner`,
      parameters: { operation: 'planGrid', ...parameters },
    });
  const refusal = async (parameters: INodeParameters, change: Partial<Item> = {}) => {
    const item = { ...(await observed()), ...change };
    const inRange = { ...item, regime: { ...item.regime, label: 'RANGE' } };
    const outcome = await harness.run(planGrid(parameters), 'Plan Grid', {
      items: [plain(inRange)],
    });
    expect(outcome.problem.message).toBe('');
    return itemSchema.parse(outcome.item('Plan Grid')).plans?.[0]?.denial?.code;
  };

  it('SPACING_BELOW_FEES', async () => {
    expect(await refusal({ spacingMode: 'fixed', spacingPct: 0.15 })).toBe('SPACING_BELOW_FEES');
  });

  it('HEDGE_BAND_UNREACHABLE', async () => {
    const { account } = await observed();
    if (!account) throw new Error('no account');
    const poor = { account: { ...account, equityQuote: '500' } };
    const large = { levelsPerSide: 2, utilizationPct: 100, bandLevels: 3 };
    const parameters = { spacingMode: 'fixed', spacingPct: 0.35, ...large };
    expect(await refusal(parameters, poor)).toBe('HEDGE_BAND_UNREACHABLE');
  });

  it('EDGE_UNPROVEN', async () => {
    const gated = { spacingMode: 'fixed', spacingPct: 0.35, requireEdge: true };
    expect(await refusal(gated)).toBe('EDGE_UNPROVEN');
  });
});

describe('Place Order denies', () => {
  it('APPROVAL_REVOKED after the kill switch', async () => {
    const approved = (await harness.run(upTo('Risk Check'), 'Run Once')).item('Risk Check');
    const engage = { operation: 'setKillSwitch', killSwitchPosition: 'engage', reason: 'a test' };
    const type = `${PACKAGE}.riskCheck`;
    await harness.run(chain('switch', { name: 'Switch', type, parameters: engage }), 'Switch');
    const outcome = await harness.run(placeOrder(WORKFLOW), 'Place Order', { items: [approved] });
    expect(codesOf(outcome.item('Place Order'))).toContain('APPROVAL_REVOKED');
  });

  it('APPROVAL_EXPIRED after two minutes', async () => {
    const approved = (await harness.run(upTo('Risk Check'), 'Run Once')).item('Risk Check');
    const now = Date.now;
    const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 125_000);
    try {
      const outcome = await harness.run(placeOrder(WORKFLOW), 'Place Order', {
        items: [approved],
      });
      expect(codesOf(outcome.item('Place Order'))).toContain('APPROVAL_EXPIRED');
    } finally {
      later.mockRestore();
    }
  });

  it('POSITION_MODE where the account has another one', async () => {
    const approved = (await harness.run(upTo('Risk Check'), 'Run Once')).item('Risk Check');
    const parameters = { positionMode: 'hedge' };
    const outcome = await harness.run(placeOrder(WORKFLOW, parameters), 'Place Order', {
      items: [approved],
    });
    expect(codesOf(outcome.item('Place Order'))).toEqual(['POSITION_MODE']);
  });

  it('FENCED for a grid that was flattened after it was planned', async () => {
    await opened();
    const item = (await harness.run(upTo('Plan Hedge'), 'Run Once')).item('Plan Hedge');
    await harness.run(FLATTEN, 'Flatten Now');
    const release = { operation: 'setKillSwitch', killSwitchPosition: 'release', reason: 'over' };
    const type = `${PACKAGE}.riskCheck`;
    await harness.run(chain('switch', { name: 'Switch', type, parameters: release }), 'Switch');
    expect(await placed(itemSchema.parse(item))).toContain('FENCED');
  });

  it('CIRCUIT_OPEN after three refusals of the same order', async () => {
    const refuse = { route: 'POST /api/v3/order', kind: 'status', code: -2010, times: 0 };
    await control('/sim/faults', { rules: [refuse] });
    const item = planned(await observed());
    for (let run = 0; run < 3; run += 1) expect(await placed(item)).toEqual([]);
    expect(await placed(item)).toEqual(['CIRCUIT_OPEN']);
  });

  it('LEVEL_PAUSED for a post-only order that would have taken again and again', async () => {
    const refuse = { route: 'POST /fapi/v1/order', kind: 'status', code: -5022, times: 0 };
    await control('/sim/faults', { rules: [refuse] });
    const item = await observed();
    const price = decimal(item.market?.markPrice ?? '0').times(decimal('0.99'));
    const entry = planned(
      item,
      {
        purpose: 'tradeEntry',
        instruction: {
          type: 'LIMIT',
          price: price.floorTo(decimal('0.1')).toString(),
          timeInForce: 'GTX',
        },
      },
      {
        scope: {
          account: item.account?.account ?? '',
          strategy: 'probe',
          market: 'usdm',
          symbol: item.symbol,
        },
        protection: { stopPrice: '1000', targetPrice: null },
      },
    );
    const codes = [...(await placed(entry)), ...(await placed(entry))];
    expect(codes).toContain('LEVEL_PAUSED');
  });

  it('LEASE_LOST once a flatten has taken over', async () => {
    await control('/sim/hold', { route: 'POST /api/v3/order', nth: 1, phase: 'after' });
    const running = harness.run(LOOP, 'Run Once');
    for (let look = 0; look < 100 && (await holds()) === 0; look += 1) await wait(100);
    const flattening = harness.run(FLATTEN, 'Flatten Now');
    await wait(3_000);
    await control('/sim/release', {});
    const [run, flattened] = await Promise.all([running, flattening]);
    expect(codesOf(run.item('Place Order'))).toContain('LEASE_LOST');
    expect(flattened.item('Flatten')['execution']).toMatchObject({ status: 'done' });
  });

  async function holds(): Promise<number> {
    const answer: unknown = await (await fetch(`${harness.simulator.url}/sim/holds`)).json();
    return JSON.stringify(answer).includes('"holding":true') ? 1 : 0;
  }

  it('INTENT_COVERED when another order of the intent comes in between', async () => {
    const item = planned(itemSchema.parse(plain(await observed())));
    const journal = new Database(
      join(harness.folder, '.n8n', 'deltagrid', 'simulator-default.sqlite'),
    );
    journal.exec(`create trigger in_between after insert on orders begin
      insert into orders(client_order_id, intent_id, attempt, market, symbol, side, instruction,
        quantity, filled_quantity, booked_quantity, reduce_only, plan_reason, state, acknowledged,
        resends, updated_at)
      values(new.client_order_id || 'x', new.intent_id, new.attempt + 1, new.market, new.symbol,
        new.side, new.instruction, new.quantity, '0', '0', 0, '', 'open', 0, 0, new.updated_at);
    end`);
    journal.close();
    expect(await placed(item)).toEqual(['INTENT_COVERED']);
  });

  it('ACCOUNT_CANNOT_TRADE as the account says', async () => {
    const front = await rewriting(harness.simulator.url, (body) =>
      body.replaceAll('"canTrade":true', '"canTrade":false'),
    );
    try {
      const { port } = front.address() as AddressInfo;
      const credentials = harness.credentials;
      const { binanceApi } = credentials;
      const outcome = await harness.run(LOOP, 'Run Once', {
        credentials: {
          ...credentials,
          binanceApi: { ...binanceApi, simulatorUrl: `http://127.0.0.1:${port}` },
        },
      });
      expect(codesOf(outcome.item('Place Order'))).toContain('ACCOUNT_CANNOT_TRADE');
    } finally {
      front.closeAllConnections();
      front.close();
    }
  });

  const noMount = whyNoMount();
  (noMount === null ? it : it.skip)(
    `JOURNAL_FULL on a full disk${noMount === null ? '' : ` (skipped: ${noMount})`}`,
    async () => {
      const disk = mountedDisk(24);
      process.env['N8N_USER_FOLDER'] = dirname(disk.file);
      try {
        const approved = (await harness.run(upTo('Risk Check'), 'Run Once')).item('Risk Check');
        disk.fillUp();
        const outcome = await harness.run(placeOrder(WORKFLOW), 'Place Order', {
          items: [approved],
        });
        expect(codesOf(outcome.item('Place Order'))).toContain('JOURNAL_FULL');
        expect((await harness.report()).ordersPlaced).toBe(0);
      } finally {
        process.env['N8N_USER_FOLDER'] = harness.folder;
        disk.dispose();
      }
    },
  );
});

/** Passes requests on and answers what `change` makes of the answers. */
async function rewriting(origin: string, change: (body: string) => string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const { host: _host, 'accept-encoding': _encoding, ...kept } = headers;
    const passed = httpRequest(`${origin}${url ?? ''}`, { method, headers: kept }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = change(Buffer.concat(parts).toString());
        const { 'content-length': _length, ...others } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, others).end(body);
      });
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
