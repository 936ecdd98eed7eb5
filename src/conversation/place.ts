/** Districts of the campaign in what a person wrote ("sou de Moatize", "distrito de angonia"). Called by understand. */
import type { Content } from '../content/types.js';
import { bare, nearest } from './words.js';

interface Place {
  readonly name: string;
  readonly plain: string;
  /** "Tete" for "Cidade de Tete": meant only where a district was asked for, as the province may have the same name. */
  readonly alias: boolean;
}

interface Table {
  readonly places: readonly Place[];
  readonly plains: readonly string[];
}

const tables = new WeakMap<Content['campaign'], { readonly asked: Table; readonly unasked: Table }>();

function placesOf(content: Content): { readonly asked: Table; readonly unasked: Table } {
  const known = tables.get(content.campaign);
  if (known !== undefined) return known;
  const names = [...new Set(Object.values(content.campaign.areas).flat())];
  const all = names.flatMap((name): Place[] => {
    const plain = bare(name);
    const short = plain.replace(/^(?:cidade|vila|distrito) (?:de|da|do) /u, '');
    return short === plain ? [{ name, plain, alias: false }] : [{ name, plain, alias: false }, { name, plain: short, alias: true }];
  }).sort((one, two) => two.plain.length - one.plain.length);
  const tableOf = (places: readonly Place[]): Table => ({ places, plains: places.map((each) => each.plain) });
  const table = { asked: tableOf(all), unasked: tableOf(all.filter((each) => !each.alias)) };
  tables.set(content.campaign, table);
  return table;
}

const LEAD = /^(?:(?:eu|nos|sou|somos|estou|estamos|trabalho|trabalhamos|aqui|fica|e|no|na|em|de|do|da|distrito|vila|cidade|o|a|meu|nosso|posto|i am|i m|in|from|district|of|the) )+/u;
const TAIL = /(?: (?:distrito|district))+$/u;
/** Where a shorter or misspelt name may stand in a sentence. */
const MARKED = /\b(?:distrito (?:de|da|do)|district of|sou (?:de|da|do)|vila de) (\p{L}+(?: \p{L}+)?)/gu;
/** Shorter names are words of other kinds too ("doa"): in mid-sentence only where the sentence marks a place. */
const PLAIN_FROM = 5;

/**
 * The district that is meant, by its name in the campaign; null when none or more than one is named.
 * @param asked a district was asked for: then slips and short names count in the whole message
 */
export function placeIn(text: string, content: Content, asked: boolean): string | null {
  const { places, plains } = placesOf(content)[asked ? 'asked' : 'unasked'];
  const whole = bare(text);
  if (whole === '') return null;
  const core = whole.replace(LEAD, '');
  for (const said of [whole, core, core.replace(TAIL, ''), core.replace(/ \p{L}+$/u, '')]) {
    const exact = plains.indexOf(said);
    if (exact >= 0) return places[exact]?.name ?? null;
  }
  const named = inSentence(whole, places);
  if (named.size > 0) return sole(named);
  for (const match of whole.matchAll(MARKED)) {
    const said = match[1] ?? '';
    const found = places[nearest(said, plains)] ?? places[nearest(said.split(' ')[0] ?? '', plains)];
    if (found !== undefined) named.add(found.name);
  }
  if (named.size > 0 || !asked) return sole(named);
  return (places[nearest(core, plains)] ?? places[nearest(core.split(' ')[0] ?? '', plains)])?.name ?? null;
}

const sole = (named: ReadonlySet<string>): string | null => (named.size === 1 ? [...named][0] ?? null : null);

/** Names written right in whole words, longer names first, each stretch of text counted once. */
function inSentence(whole: string, places: readonly Place[]): Set<string> {
  const named = new Set<string>();
  let rest = ` ${whole} `;
  for (const { name, plain } of places) {
    if (plain.length < PLAIN_FROM || !rest.includes(` ${plain} `)) continue;
    named.add(name);
    rest = rest.replaceAll(` ${plain} `, '  ');
  }
  return named;
}
