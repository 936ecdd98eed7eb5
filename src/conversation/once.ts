/** A value that costs something and is often not looked at: worked out at the first look, then kept. Used by understand, the classifier and gateway/facts.ts. */
export function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => (done ??= { value: work() }).value;
}
