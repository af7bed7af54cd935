const MARKED = /^#-?[0-9]+$/;

/** JSON with bigints as '#<digits>'; no text of the exchange's own can look like that ('#' is in no id or key). */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) =>
    typeof item === 'bigint' ? `#${item}` : item,
  );
}

/** The inverse of `encode`; what a file of ours holds is trusted to have the shape it was written with. */
export function decode<T>(text: string): T {
  const value: T = JSON.parse(text, (_name, item: unknown) =>
    typeof item === 'string' && MARKED.test(item) ? BigInt(item.slice(1)) : item,
  );
  return value;
}
