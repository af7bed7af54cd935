const MARKED = /^#-?[0-9]+$/;

/** JSON with bigints as '#<digits>'; no text of the exchange's own can look like that ('#' is in no id or key). */
export function encode(value: unknown): string {
  // n8n gives bigints a toJSON of their own, which runs first: the value itself is read here.
  return JSON.stringify(value, function (this: Record<string, unknown>, name, item: unknown) {
    const own = this[name];
    return typeof own === 'bigint' ? `#${own}` : item;
  });
}

/** The inverse of `encode`; what a file of ours holds is trusted to have the shape it was written with. */
export function decode<T>(text: string): T {
  const value: T = JSON.parse(text, (_name, item: unknown) =>
    typeof item === 'string' && MARKED.test(item) ? BigInt(item.slice(1)) : item,
  );
  return value;
}
