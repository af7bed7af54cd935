/**
 * The gap between Friday's close and Sunday's opening of the bitcoin futures on CME. Since this moment
 * they trade around the clock, so there is no new gap and no signal looks for one: `legacy`.
 */
export const CME_GAP = { status: 'legacy', since: Date.UTC(2026, 4, 29) } as const;
