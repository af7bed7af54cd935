import type { ServerResponse } from 'node:http';
import type { Answer, Delivery } from './treatment';

const PIECES = 10;

/** Sends an answer the way a fault wants it: not at all, by a reset, or piece by piece. */
export function deliver(response: ServerResponse, answer: Answer, delivery: Delivery): void {
  const { socket } = response;
  if (delivery.kind === 'reset') {
    socket?.resetAndDestroy();
    return;
  }
  if (delivery.kind === 'silence') {
    // The client's own deadline usually comes first; a connection nobody waits for must not keep the process alive.
    const timer = setTimeout(() => socket?.destroy(), delivery.ms);
    timer.unref();
    response.once('close', () => {
      clearTimeout(timer);
    });
    return;
  }
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': bytes.length,
    ...answer.headers,
  });
  const size = Math.max(1, Math.ceil(bytes.length / PIECES));
  let sent = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + size));
    sent += size;
    if (sent < bytes.length) return;
    clearInterval(timer);
    response.end();
  }, delivery.ms / PIECES);
  response.once('close', () => {
    clearInterval(timer);
  });
}
