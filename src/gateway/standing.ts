/** Puts what people changed at run time (manager's commands, duty, known problems) over the catalogues: the Content that a turn sees. Called by receive, alarms and the timers' loops. */
import type { FaqRow, Standing } from '../helpdesk/standing.js';
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import type { IncidentType } from '../helpdesk/ticket.js';
import type { Store } from '../store/port.js';
import type { Content, FaqEntry, IncidentTypeEntry, StaffMember } from '../content/types.js';

/** The Content of now: `read` before a turn, `now` for what tells people in between. */
export interface Live {
  read(): Promise<Content>;
  now(): Content;
}

export function createLive(base: Content, store: Pick<Store, 'standing'>): Live {
  let current = base;
  return {
    read: async () => (current = withStanding(base, await store.standing())),
    now: () => current,
  };
}

const NOTHING = (standing: Standing): boolean =>
  standing.staff.length === 0 && standing.duty.length === 0 && standing.faq.length === 0 && standing.problems.length === 0;

const made = new WeakMap<Content, { readonly standing: Standing; readonly content: Content }>();

/** The same object as long as neither side changes: whoever keeps something by Content (models, indexes) keeps it. */
export function withStanding(base: Content, standing: Standing): Content {
  if (NOTHING(standing)) return base;
  const known = made.get(base);
  if (known?.standing === standing) return known.content;
  const content: Content = {
    ...base,
    staff: staffOf(base, standing),
    duty: Object.fromEntries(standing.duty.map(({ phone, on, until }) => [phone, { on, until }])),
    problems: standing.problems,
    standing,
    ...faqOf(base, standing),
  };
  made.set(base, { standing, content });
  return content;
}

/** A row stands before the file; paused and removed people are not there. */
function staffOf(base: Content, { staff }: Standing): readonly StaffMember[] {
  if (staff.length === 0) return base.staff;
  const rows = new Map(staff.map((row) => [row.phone, row]));
  const member = ({ name, phone, role, areas, languages, shift }: StaffMember): StaffMember => ({ name, phone, role, areas, languages, shift });
  const kept = base.staff.flatMap((each) => {
    const row = rows.get(each.phone);
    rows.delete(each.phone);
    return row === undefined ? [each] : row.state === 'active' ? [member(row)] : [];
  });
  return [...kept, ...[...rows.values()].filter((row) => row.state === 'active').map(member)];
}

/** Words that were changed from chat are read out as they are; the others keep their version for the ear. */
function voiceOf(row: FaqRow, old: FaqEntry | undefined): FaqEntry['voice'] {
  const said = (language: 'pt' | 'en'): string => (old === undefined || old.text[language] !== row.text[language] ? row.text[language] : old.voice[language]);
  return { pt: said('pt'), en: said('en') };
}

function faqOf(base: Content, { faq }: Standing): Partial<Pick<Content, 'faq' | 'types' | 'catalogue'>> {
  if (faq.length === 0) return {};
  const entries: Record<string, FaqEntry> = { ...base.faq };
  const types: Record<IncidentType, IncidentTypeEntry> = { ...base.types };
  for (const row of faq) {
    const old = entries[row.id];
    entries[row.id] = { id: row.id, type: row.type, title: row.title, text: row.text, voice: voiceOf(row, old), words: old?.words ?? [], link: row.link };
    for (const id of INCIDENT_TYPES) {
      const entry = types[id];
      const without = entry.faq.filter((each) => each !== row.id);
      if (row.state === 'off' && without.length < entry.faq.length) types[id] = { ...entry, faq: without };
      if (row.state === 'active' && without.length === entry.faq.length && id === row.type) types[id] = { ...entry, faq: [...entry.faq, row.id] };
    }
  }
  return { faq: entries, types, catalogue: { ...base.catalogue, types, faqWords: Object.fromEntries(Object.values(entries).map(({ id, words }) => [id, words])) } };
}
