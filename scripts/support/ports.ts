import { createServer } from 'node:net';

function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('The system gave no port.'));
        return;
      }
      const close = (): Promise<void> => new Promise((done) => server.close(() => done()));
      resolve({ port: address.port, close });
    });
  });
}

/**
 * Returns `count` different TCP ports that were free on the loopback address a moment ago.
 *
 * All are held open until the last one is known, so that no port comes twice.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, listen));
  await Promise.all(held.map((one) => one.close()));
  return held.map((one) => one.port);
}
