// A server that accepts every order at once, in a process of its own, so that only the clients' work is measured.
import http from 'node:http';

const FAR = 1_000_000_000;
const rateLimits = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: FAR },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: FAR },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 1, limit: FAR },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: FAR },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: FAR },
];
let orderId = 0;

function answer(path, query) {
  if (path.endsWith('/time')) return { serverTime: Date.now() };
  if (path.endsWith('/exchangeInfo')) return { symbols: [], rateLimits };
  if (path.endsWith('/rateLimit/order')) return [];
  orderId += 1;
  return {
    symbol: query.get('symbol'),
    orderId,
    orderListId: -1,
    clientOrderId: query.get('newClientOrderId'),
    transactTime: Date.now(),
    price: query.get('price'),
    origQty: query.get('quantity'),
    executedQty: '0.00000000',
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: '0.00000000',
    status: 'NEW',
    timeInForce: query.get('timeInForce'),
    type: query.get('type'),
    side: query.get('side'),
    workingTime: Date.now(),
    fills: [],
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://server');
  const body = JSON.stringify(answer(url.pathname, url.searchParams));
  request.resume();
  request.on('end', () => {
    response.writeHead(200, {
      'content-type': 'application/json;charset=UTF-8',
      'content-length': Buffer.byteLength(body),
      'x-mbx-used-weight-1m': '1',
      'x-mbx-order-count-10s': '1',
      'x-mbx-order-count-1d': '1',
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
