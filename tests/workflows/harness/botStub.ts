import { createServer, type Server } from 'node:http';

const DELIVERED = { status: 200, body: '{"ok":true,"result":{"message_id":7}}' };

/** What was asked of it, in order. */
export interface BotStub {
  url: string;
  seen: { path: string; body: string }[];
  close(): Promise<void>;
}

/** A Bot API on loopback that answers as it is told, or not at all. */
export async function startBotStub(
  answer: { status: number; body: string } | null = DELIVERED,
): Promise<BotStub> {
  const seen: BotStub['seen'] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      seen.push({ path: request.url ?? '', body });
      if (answer) response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
