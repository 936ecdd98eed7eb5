/** Is this TwiML what Twilio understands? Checks a document against the vocabulary read out of Twilio's own package (fixtures/twiml-vocab.json). Used by every test that sees TwiML. */
import { readFileSync } from 'node:fs';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

interface Entry {
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly children: readonly string[];
  readonly text: boolean;
}

const VOCABULARY = (JSON.parse(readFileSync(new URL('../fixtures/twiml-vocab.json', import.meta.url), 'utf8')) as { readonly voice: Readonly<Record<string, Entry>> }).voice;

/** An element of a document, in order. */
export interface Verb {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Verb[];
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;
const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false, trimValues: false, processEntities: true, htmlEntities: false });

/** Throws where the document does not parse or is no Response. */
export function parseTwiml(xml: string): Verb {
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) throw new Error(`TwiML does not parse (12100): ${wellFormed.err.msg} in ${xml}`);
  const roots = (parser.parse(xml) as Node[]).filter((node) => !('?xml' in node));
  const root = roots[0];
  if (roots.length !== 1 || root === undefined || !('Response' in root)) throw new Error(`no Response: ${xml}`);
  return verb(root);
}

function verb(node: Node): Verb {
  const name = Object.keys(node).find((key) => key !== ':@') ?? '';
  const inner = node[name] as Node[];
  return {
    name,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: inner.filter((each) => !('#text' in each)).map(verb),
    text: inner.filter((each) => '#text' in each).map((each) => String(each['#text'])).join(''),
  };
}

/** All faults, none for a good document. */
export function twimlFaults(xml: string): string[] {
  const faults: string[] = [];
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(xml)) faults.push('characters that XML does not allow');
  if (Buffer.byteLength(xml) > 64 * 1024) faults.push('over 64 KB (11750)');
  try {
    check(parseTwiml(xml), faults);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return faults;
}

function check(each: Verb, faults: string[]): void {
  const entry = VOCABULARY[each.name];
  if (entry === undefined) return void faults.push(`unknown element ${each.name}`);
  for (const [name, value] of Object.entries(each.attributes)) {
    const types = entry.attributes[name];
    if (types === undefined) faults.push(`${each.name}: unknown attribute ${name}`);
    else if (!types.some((type) => fits(type, value))) faults.push(`${each.name}: ${name}="${value}"`);
  }
  if (!entry.text && each.text.trim() !== '') faults.push(`${each.name}: stray text "${each.text.trim()}"`);
  for (const child of each.children) {
    if (!entry.children.includes(child.name)) faults.push(`${child.name} inside ${each.name}`);
    check(child, faults);
  }
}

function fits(type: string, value: string): boolean {
  if (type === 'string') return true;
  if (type === 'number') return /^\d+$/u.test(value);
  if (type === 'boolean') return value === 'true' || value === 'false';
  if (type.startsWith('list:')) {
    const allowed = type.slice(5).split('|').map((each) => each.replace(/^=/u, ''));
    return value.split(' ').every((each) => allowed.includes(each));
  }
  return type === `=${value}`;
}

/** What servers that speak TwiML besides Twilio understand too (Somleng): no others are needed. */
const SHARED: ReadonlySet<string> = new Set(['Response', 'Say', 'Play', 'Gather', 'Record', 'Dial', 'Number', 'Redirect', 'Reject', 'Hangup']);

/** Rules of our own beside the grammar: shared verbs only, and every wait has a way on. */
export function houseFaults(xml: string): string[] {
  const faults: string[] = [];
  const walk = (each: Verb): void => {
    if (!SHARED.has(each.name)) faults.push(`${each.name} is not shared by all servers`);
    each.children.forEach((child, index) => {
      const next = each.children[index + 1]?.name;
      if (['Gather', 'Record', 'Dial'].includes(child.name)) {
        if (!child.attributes['action']) faults.push(`${child.name} without action`);
        if (next !== 'Redirect' && next !== 'Hangup') faults.push(`${child.name} with nothing after it`);
      }
      if (child.name === 'Gather' && child.attributes['actionOnEmptyResult'] !== 'true') faults.push('Gather without actionOnEmptyResult');
      if (child.name === 'Reject' && index > 0) faults.push('Reject is not the first verb');
      walk(child);
    });
  };
  walk(parseTwiml(xml));
  return faults;
}
