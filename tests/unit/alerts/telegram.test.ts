import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deliverToTelegram } from '../../../lib/alerts/telegram';

let server: Server;
let answer: (body: string) => { status: number; text: string } | null;
let received: { url: string; body: string }[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      received.push({ url: request.url ?? '', body });
      const reply = answer(body);
      if (reply) response.writeHead(reply.status).end(reply.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function target() {
  const { port } = server.address() as AddressInfo;
  return { botToken: 'secret-token', chatId: '42', baseUrl: `http://127.0.0.1:${port}/` };
}

describe('Telegram', () => {
  it('is not needed', async () => {
    expect(await deliverToTelegram(null, 'hello')).toEqual({ delivery: 'notConfigured' });
  });

  it('gets the message', async () => {
    answer = () => ({ status: 200, text: '{"ok":true,"result":{"message_id":9}}' });
    expect(await deliverToTelegram(target(), 'hello')).toEqual({
      delivery: 'delivered',
      messageId: 9,
    });
    expect(received).toEqual([
      { url: '/botsecret-token/sendMessage', body: '{"chat_id":"42","text":"hello"}' },
    ]);
  });

  it.each([
    [{ status: 400, text: '{"ok":false,"description":"chat not found"}' }, /chat not found/],
    [{ status: 502, text: '<html>bad gateway</html>' }, /HTTP 502 with an unexpected answer/],
    [{ status: 200, text: '{"unexpected":1}' }, /unexpected answer/],
  ])('that fails is an answer: %j', async (reply, reason) => {
    answer = () => reply;
    const delivery = await deliverToTelegram(target(), 'hello');
    expect(delivery).toEqual({ delivery: 'failed', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(delivery)).not.toContain('secret-token');
  });

  it('never holds the loop up beyond its deadline', async () => {
    answer = () => null;
    const start = Date.now();
    expect(await deliverToTelegram(target(), 'hello', 200)).toEqual({
      delivery: 'failed',
      reason: 'no answer within 200 ms',
    });
    expect(Date.now() - start).toBeLessThan(2_000);
  });
});
