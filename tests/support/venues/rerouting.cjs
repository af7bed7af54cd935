/**
 * For tests only, loaded by `node --require` in a process that believes to reach the exchange: its
 * fixed hosts are answered by front-ends on this machine, and every other host that is not this
 * machine is refused. Only the way to the host is changed, not the name that TLS asks for or checks.
 *
 * REROUTED_HOSTS is JSON of `{ "api.binance.com": 12345 }`, REROUTING_LOG a file that gets a line
 * for each refused host.
 */
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const ports = new Map(Object.entries(JSON.parse(process.env.REROUTED_HOSTS)));
const logFile = process.env.REROUTING_LOG;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);
const connect = Socket.prototype.connect;

/** The options within the arguments, which Node itself hands on as a list in a list. */
function optionsOf(args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  return typeof first === 'object' && first !== null ? first : null;
}

Socket.prototype.connect = function reroutedConnect(...args) {
  const options = optionsOf(args);
  // A number: a port, with the host as the next argument.
  const host =
    options === null ? (typeof args[1] === 'string' ? args[1] : 'localhost') : options.host;
  const isPath = options !== null && typeof options.path === 'string' && options.port === undefined;
  if (isPath || host === undefined || host === null || LOOPBACK.has(host)) {
    return connect.apply(this, args);
  }
  const port = options === null || Number(options.port) !== 443 ? undefined : ports.get(host);
  if (port !== undefined) {
    options.host = '127.0.0.1';
    options.port = port;
    return connect.apply(this, args);
  }
  appendFileSync(logFile, `${host}\n`);
  const error = Object.assign(new Error(`${host} is not to be reached in this test`), {
    code: 'ENOTFOUND',
  });
  process.nextTick(() => this.destroy(error));
  return this;
};
