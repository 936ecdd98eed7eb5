/** Walks the text of a JSON file that is known to parse: every string with its dotted key and line, and keys that stand twice. Called by texts.ts. */

export interface JsonText {
  readonly key: string;
  readonly line: number;
  /** Null where the value is no string. */
  readonly text: string | null;
}

export interface JsonWalk {
  readonly texts: readonly JsonText[];
  readonly twice: readonly { readonly key: string; readonly line: number }[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|\n|[^\s{}[\]:,"]+/gu;

interface Open {
  readonly prefix: string;
  readonly list: boolean;
  readonly seen: Set<string>;
  key: string;
  line: number;
  expectsKey: boolean;
}

/** @param json text that JSON.parse accepts */
export function walkJson(json: string): JsonWalk {
  const texts: JsonText[] = [];
  const twice: { key: string; line: number }[] = [];
  const stack: Open[] = [];
  let line = 1;
  for (const [token] of json.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') stack.push({ prefix: top === undefined ? '' : `${top.key}.`, list: token === '[', seen: new Set(), key: top?.key ?? '', line, expectsKey: token === '{' });
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',') {
      if (top !== undefined) top.expectsKey = !top.list;
    } else if (token === ':') continue;
    else if (top?.expectsKey === true) {
      const name = JSON.parse(token) as string;
      if (top.seen.has(name)) twice.push({ key: top.prefix + name, line });
      top.seen.add(name);
      Object.assign(top, { key: top.prefix + name, line, expectsKey: false });
    } else texts.push({ key: top?.key ?? '', line: top?.list === true ? line : top?.line ?? line, text: token.startsWith('"') && top?.list === false ? (JSON.parse(token) as string) : null });
  }
  return { texts, twice };
}
