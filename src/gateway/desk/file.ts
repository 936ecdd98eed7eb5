/** `novo +258... texto`: a member of staff logs a ticket for somebody else (SOP L112), who is told in writing where that is possible. Called by run.ts. */
import { readPhone } from '../../content/phone.js';
import type { IncidentType } from '../../helpdesk/ticket.js';
import { clean, maskSecrets } from '../../conversation/clean.js';
import { placeIn } from '../../conversation/place.js';
import { renderNotice } from '../../conversation/render.js';
import { guessOf } from '../../conversation/understand.js';
import { file } from '../../helpdesk/filing.js';
import type { Order } from '../../helpdesk/order.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import { touches } from '../../helpdesk/incidents.js';
import { typeNamed } from '../../helpdesk/type-words.js';
import type { Change } from '../change.js';
import { contactOfPhone } from '../contacts.js';
import { watchSoon } from '../known-problem.js';
import { queueWords, recipientOfPhone, templateUse } from '../outgoing.js';
import type { Contact } from '../records.js';
import { saveTicket } from './save.js';
import { languageOfMember, reply } from './scene.js';
import type { DeskScene } from './scene.js';

/** Below this the classifier only guesses: a general question, which the desk may give another type. */
const UNSURE = 0.25;

export function fileOrder(order: Extract<Order, { do: 'file' }>, scene: DeskScene): Change[] {
  const { content, world, member, before } = scene;
  const read = readPhone(order.phone);
  if ('fault' in read) return reply(scene, 'talk.file_phone', { said: order.phone });
  const { type, words } = typed(maskSecrets(clean(order.text)), scene);
  if (words === '') return reply(scene, 'talk.file_text', { phone: read.phone });
  const contact = contactOfPhone(before.other ?? null, read.phone, content, world);
  const guess = type === null ? guessOf(words, content) : null;
  const draft = {
    type: type ?? (guess !== null && guess.confidence >= UNSURE ? guess.type : 'general'), text: words, answers: {}, impact: 'one' as const, district: placeIn(words, content, false),
    confidence: guess?.confidence ?? null, evidence: guess?.evidence ?? [], partial: false, status: 'open' as const,
  };
  const address = world.ways.whatsapp ? `whatsapp:${read.phone}` : `tel:${read.phone}`;
  const number = world.takeTicket();
  const alone = file(draft, { contact, address }, 'desk', number, world.now, content);
  const problem = content.problems.find((each) => each.status === 'declared' && touches(each, alone.ticket));
  const { ticket, events } = problem === undefined ? alone : file({ ...draft, incident: problem.number }, { contact, address }, 'desk', number, world.now, content);
  return [
    ...(contact === before.other ? [] : [{ do: 'contact.save' as const, contact }]),
    ...events.map((event): Change => ({ do: 'ticket.event', event: { ...event, by: event.by === 'reporter' ? member.name : event.by } })),
    ...saveTicket(ticket, content, world),
    { do: 'count', name: 'ticket.opened', label: ticket.type, at: world.now, by: 1 },
    problem === undefined ? watchSoon(world) : { do: 'count', name: 'incident.linked', label: problem.number, at: world.now, by: 1 },
    ...tellReporter(ticket, contact, scene),
    ...answer(ticket, contact, scene),
  ];
}

/** "novo +258... sync: texto" says the type itself. */
function typed(text: string, { content }: DeskScene): { readonly type: IncidentType | null; readonly words: string } {
  const [first = '', ...rest] = text.split(':');
  const type = rest.length > 0 && first.trim().split(/\s+/u).length <= 3 ? typeNamed(first) : null;
  return type === null || content.types[type] === undefined ? { type: null, words: text.trim() } : { type, words: rest.join(':').trim() };
}

/** The person hears that the helpdesk opened it, under which number, and until when somebody answers. */
function tellReporter(ticket: Ticket, contact: Contact, { content, member, world }: DeskScene): Change[] {
  const to = recipientOfPhone(ticket.reporter.phone, contact.id, world);
  if (to === null) return [];
  const { language } = ticket.reporter;
  const name = member.name.split(' ')[0] ?? member.name;
  const vars = { number: ticket.number, name, words: ticket.description };
  const text = ticket.dueAt === null ? renderNotice(content, language, 'talk.filed_for_you', vars) : renderNotice(content, language, 'talk.filed_for_you_due', { ...vars, dueAt: ticket.dueAt });
  return queueWords(to, { text }, { purpose: 'notice', ticket: ticket.number, template: templateUse(content, 'ticket_filed', [ticket.number], language) }, world);
}

function answer(ticket: Ticket, contact: Contact, scene: DeskScene): Change[] {
  const language = languageOfMember(scene.member);
  const say = (key: string): string => renderNotice(scene.content, language, key, {});
  const who = [contact.name, contact.phone].filter((each) => each !== null).join(', ');
  return reply(scene, 'talk.filed', {
    number: ticket.number, who, type: say(`type.${ticket.type}`), priority: say(`type.priority.${ticket.priority}`), place: ticket.area.district ?? ticket.area.province ?? '-',
  }, ticket.number);
}
