import { createServer } from 'node:http';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { binanceApiTest } from '../../nodes/shared/binanceApiTest';
import { telegramBotApiTest } from '../../nodes/TelegramAlert/telegramBotApiTest';
import { Harness } from '../workflows/harness/Harness';

function credential(type: string, data: ICredentialDataDecryptedObject) {
  return { id: '1', name: type, type, data };
}

describe('the credential tests', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());
  const context = new CredentialTestContext();

  function askBinance(change: ICredentialDataDecryptedObject) {
    const data = { ...harness.credentials['binanceApi'], ...change };
    return binanceApiTest.call(context, credential('binanceApi', data));
  }

  it('reaches the paper exchange and names the account', async () => {
    expect(await askBinance({})).toEqual({
      status: 'OK',
      message: expect.stringMatching(/^Account \d+ on simulator answers$/),
    });
  });

  it.each<[string, ICredentialDataDecryptedObject, string]>([
    ['a wrong secret', { apiSecret: 'wrong-secret' }, ''],
    ['testnet without a key', { environment: 'testnet', apiKey: '' }, '"apiKey" (API Key)'],
    ['mainnet without a secret', { environment: 'mainnet', apiSecret: '' }, '"apiSecret" (API Sec'],
    ['a journal name that is a path', { journalName: 'a/b' }, 'journalName'],
  ])('answers %s with the reason', async (_what, change, expected) => {
    const answer = await askBinance(change);
    expect(answer.status).toBe('Error');
    expect(answer.message).toContain(expected);
    expect(answer.message).not.toContain('wrong-secret');
  });

  it('asks Telegram who the bot is', async () => {
    const server = createServer((request, response) => {
      const isKnown = request.url === '/bot1:good/getMe';
      response
        .writeHead(isKnown ? 200 : 401)
        .end(
          isKnown
            ? '{"ok":true,"result":{"username":"grid_bot"}}'
            : '{"ok":false,"description":"Unauthorized"}',
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const ask = (botToken: string, baseUrl = `http://127.0.0.1:${port}`) =>
      telegramBotApiTest.call(
        context,
        credential('telegramBotApi', { botToken, chatId: '42', baseUrl }),
      );
    expect(await ask('1:good')).toEqual({ status: 'OK', message: 'The bot @grid_bot answers' });
    expect(await ask('1:bad')).toEqual({
      status: 'Error',
      message: 'Telegram answered HTTP 401: Unauthorized',
    });
    expect((await ask('1:good', 'http://127.0.0.1:9')).status).toBe('Error');
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});
