/** data/faq.yaml: known fixes offered before a ticket, in chat and on the phone (SOP L93-97, L118). Called by load.ts. */
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import { bothLanguages, fieldsOf, oneOf, wordList, words } from './fields.js';
import type { Report, Sources } from './sources.js';
import type { FaqEntry } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

/** One WhatsApp message (Twilio 21617) with room for the question after it; a minute of speech. */
const MAX_TEXT = 1200;
const MAX_VOICE = 600;

export function readFaq(sources: Sources, folder: string): Readonly<Record<string, FaqEntry>> | null {
  const root = readYaml(sources, folder, 'faq.yaml');
  if (root === null || root.map === null) return null;
  return Object.fromEntries([...root.map].map(([id, node]) => [id, entryOf(id, node, sources.report)]));
}

const NOTHING = { pt: '', en: '' };

/** An entry with a fault still exists, so that whoever names it is not blamed as well. */
function entryOf(id: string, node: YamlNode, report: Report): FaqEntry {
  const what = `FAQ "${id}"`;
  const fields = fieldsOf(node, what, ['type', 'title', 'text', 'voice', 'words', 'link'], report);
  const both = (name: 'title' | 'text' | 'voice'): FaqEntry['text'] => bothLanguages(fields?.need(name) ?? null, `${what}: ${name}`, report) ?? NOTHING;
  const link = words(fields?.get('link') ?? null, `${what}: link`, report);
  if (link !== null && !/^https:\/\/[^\s]+\.[^\s]+$/u.test(link)) report(node.file, fields?.get('link')?.line ?? node.line, `${what}: the link "${link}" must begin with https://`);
  short(fields?.get('text') ?? null, MAX_TEXT, `${what}: text`, report);
  short(fields?.get('voice') ?? null, MAX_VOICE, `${what}: voice`, report);
  const type = oneOf(fields?.need('type') ?? null, INCIDENT_TYPES, `${what}: type`, report) ?? 'general';
  return { id, type, title: both('title'), text: both('text'), voice: both('voice'), words: wordList(fields?.get('words') ?? null, `${what}: words`, report).map((each) => each.text), link };
}

function short(node: YamlNode | null, most: number, what: string, report: Report): void {
  for (const [language, child] of node?.map ?? []) {
    const length = child.text?.length ?? 0;
    if (length > most) report(child.file, child.line, `${what}: ${language} has ${length} characters, at most ${most} are read or heard to the end`);
  }
}
