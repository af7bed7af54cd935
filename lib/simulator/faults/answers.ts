import type { FaultRule } from './model';

/** HTTP status and message of a code as reference F serves it. */
interface Words {
  status: number;
  msg: string;
}

const BY_CODE: Readonly<Record<number, Words>> = {
  [-1000]: { status: 500, msg: 'An unknown error occurred while processing the request.' },
  [-1001]: {
    status: 503,
    msg: 'Internal error; unable to process your request. Please try again.',
  },
  [-1002]: { status: 403, msg: 'You are not authorized to execute this request.' },
  [-1003]: { status: 429, msg: 'Too many requests; current limit is 2400 requests per minute.' },
  [-1006]: {
    status: 500,
    msg: 'An unexpected response was received from the message bus. Execution status unknown.',
  },
  [-1007]: {
    status: 408,
    msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  },
  [-1008]: {
    status: 503,
    msg: 'Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.',
  },
  [-1015]: { status: 429, msg: 'Too many new orders; current limit is 100 orders per 10 SECOND.' },
  [-1016]: { status: 503, msg: 'This service is no longer available.' },
  [-1021]: { status: 400, msg: 'Timestamp for this request is outside of the recvWindow.' },
  [-1022]: { status: 400, msg: 'Signature for this request is not valid.' },
  [-2010]: { status: 400, msg: 'Account has insufficient balance for requested action.' },
  [-2011]: { status: 400, msg: 'Unknown order sent.' },
  [-2013]: { status: 400, msg: 'Order does not exist.' },
  [-2014]: { status: 401, msg: 'API-key format invalid.' },
  [-2015]: { status: 401, msg: 'Invalid API-key, IP, or permissions for action.' },
  [-2019]: { status: 400, msg: 'Margin is insufficient.' },
  [-2021]: { status: 400, msg: 'Order would immediately trigger.' },
  [-2022]: { status: 400, msg: 'ReduceOnly Order is rejected.' },
  [-2027]: { status: 400, msg: 'Exceeded the maximum allowable position at current leverage.' },
  [-4120]: {
    status: 400,
    msg: 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
  },
  [-4131]: {
    status: 400,
    msg: "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  },
  [-5021]: {
    status: 400,
    msg: 'Due to the order could not be filled immediately, the FOK order has been rejected.',
  },
  [-5022]: {
    status: 400,
    msg: 'Due to the order could not be executed as maker, the Post Only order will be rejected.',
  },
};

const UNKNOWN = 'Unknown error, please check your request or try again later.';

const CODE_BY_STATUS: Readonly<Record<number, number>> = {
  401: -2015,
  408: -1007,
  418: -1003,
  429: -1003,
};

/** What a rule's `status`, `code` and `msg` stand for; each that is absent follows from the others. */
export function errorOf(rule: Pick<FaultRule, 'status' | 'code' | 'msg'>): {
  status: number;
  code: number;
  msg: string;
} {
  const fromStatus = rule.status === undefined ? undefined : CODE_BY_STATUS[rule.status];
  const code = rule.code ?? fromStatus ?? (rule.status === 503 ? 0 : -1000);
  const words = BY_CODE[code];
  const status = rule.status ?? words?.status ?? 400;
  const msg = rule.msg ?? words?.msg ?? (status === 503 ? UNKNOWN : 'Request refused.');
  return { status, code, msg };
}

/** A page such as a firewall or a gateway sends. */
export function htmlPage(status: number): string {
  return `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n</body>\r\n</html>\r\n`;
}
