import { TELEGRAM_DEADLINE_MS } from '../../lib/alerts/telegram';
import { chain, Harness } from './harness/Harness';
import { PACKAGE } from './harness/nodeTypes';
import { type BotStub, startBotStub } from './harness/botStub';

const open: BotStub[] = [];
const TOKEN = '123456:secret-of-the-bot';
const ITEM = { symbol: 'BTCUSDT', at: 1, environment: 'simulator' };

async function startStub(answer: { status: number; body: string } | null): Promise<BotStub> {
  const stub = await startBotStub(answer);
  open.push(stub);
  return stub;
}

describe('Telegram Alert', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((stub) => stub.close()));
  });

  async function alert(
    baseUrl: string,
    parameters: { textSource?: string; message?: string } = {},
  ) {
    const workflow = chain('alert', {
      name: 'Alert',
      type: `${PACKAGE}.telegramAlert`,
      parameters,
    });
    const outcome = await harness.run(workflow, 'Alert', {
      items: [ITEM],
      credentials: { telegramBotApi: { botToken: TOKEN, chatId: '42', baseUrl } },
    });
    expect(outcome.status).toBe('success');
    return outcome.item('Alert');
  }

  it('delivers what the item says', async () => {
    const stub = await startStub({ status: 200, body: '{"ok":true,"result":{"message_id":7}}' });
    expect(await alert(stub.url)).toEqual({
      ...ITEM,
      alert: { delivery: 'delivered', messageId: 7 },
    });
    expect(stub.seen[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(JSON.parse(stub.seen[0]?.body ?? '')).toEqual({
      chat_id: '42',
      text: 'BTCUSDT on simulator',
    });
  });

  it('delivers a text of the user, with expressions', async () => {
    const stub = await startStub({ status: 200, body: '{"ok":true,"result":{"message_id":8}}' });
    await alert(stub.url, { textSource: 'custom', message: '={{ $json.symbol }} is done' });
    expect(stub.seen[0]?.body).toContain('BTCUSDT is done');
  });

  it.each([
    [401, '{"ok":false,"description":"Unauthorized"}', 'HTTP 401: Unauthorized'],
    [502, '<html>', 'HTTP 502'],
    [200, '{}', 'unexpected answer'],
  ])('passes the item on when Telegram answers %i', async (status, body, reason) => {
    const stub = await startStub({ status, body });
    const item = await alert(stub.url);
    expect(item['alert']).toEqual({
      delivery: 'failed',
      reason: expect.stringContaining(reason),
    });
    expect(JSON.stringify(item)).not.toContain(TOKEN);
  });

  it('waits for no message longer than its deadline', async () => {
    const stub = await startStub(null);
    const startedAt = performance.now();
    const item = await alert(stub.url);
    expect(item['alert']).toMatchObject({ delivery: 'failed' });
    expect(performance.now() - startedAt).toBeLessThan(TELEGRAM_DEADLINE_MS + 1_000);
  }, 20_000);

  it('passes on at once without a credential, and an item that is not ours', async () => {
    const workflow = chain('alert', { name: 'Alert', type: `${PACKAGE}.telegramAlert` });
    const outcome = await harness.run(workflow, 'Alert', { items: [{ mine: 1 }], credentials: {} });
    expect(outcome.item('Alert')).toEqual({ mine: 1, alert: { delivery: 'notConfigured' } });
  });
});
