import { type PaperReport, paperReportSchema } from '../demo/PaperExchange';

/** The controls of a paper exchange in this process. */
export function simulatorCalls(url: string): {
  /** Lets so much exchange time pass. */
  advance(ms: number): Promise<void>;
  /** The exchange's own figures. */
  report(): Promise<PaperReport>;
} {
  const call = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  return {
    advance: async (ms) => {
      await call('/sim/advance', { ms });
    },
    report: async () => paperReportSchema.parse(await call('/sim/report')),
  };
}
