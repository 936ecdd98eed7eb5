/** The local monitors' WhatsApp groups (SOP L45-47): silent unless called; a monitor's gesture makes a quoted message a ticket or counts his solution; nothing else is kept. Pure; called by decide. */
import type { Content, StaffMember } from '../content/types.js';
import { renderNotice } from '../conversation/render.js';
import { bare, fold } from '../conversation/words.js';
import { command } from '../helpdesk/commands.js';
import { findNumbers } from '../helpdesk/number.js';
import { deskMember } from '../helpdesk/staff.js';
import type { Before } from '../store/port.js';
import type { Change } from './change.js';
import { knownContact } from './contacts.js';
import { deskChanges } from './desk/run.js';
import { escalated, solvedByMonitor, toGroup } from './group-ticket.js';
import type { Gesture } from './group-ticket.js';
import type { AsideWhat, ChatWhat, GroupPlace, Inbound, QuotedMessage } from './inbound.js';
import { languageOf } from './outgoing.js';
import { personTurn } from './person.js';
import type { World } from './world.js';

type GroupWhat = ChatWhat | AsideWhat;

/** "Escalar", "escala por favor", "passar ao helpdesk": asks for a ticket of the quoted message. */
const ESCALATES = /^(?:por favor |pf )?(?:escala|escalar|escalem|escalado|abrir (?:um )?pedido|fazer pedido|passar? (?:ao|para o|pro) helpdesk|helpdesk|ticket|escalate)\b/u;
/** "Resolvido", "já está resolvido: reiniciou". */
const SOLVED = /^(?:ja )?(?:esta |ficou |foi )?(?:resolvid[oa]|solucionad[oa]|tratado|solved)\b/u;
/** What calls the helpdesk in a group, after a mention. */
const PREFIX = /^\s*(?:@\S+\s*)*(?:ajuda(?:\s+(?:do\s+)?helpdesk)?|helpdesk|help\s*desk)?\b[\s,:;.!-]*/iu;

export function groupTurn(before: Before, inbound: Inbound, group: GroupPlace, what: GroupWhat, content: Content, world: World): Change[] {
  const name = registered(group, content);
  if (name === null) return [];
  const member = memberIn(name, inbound, content);
  const gesture = member === undefined || inbound.quotes === undefined ? null : gestureOf(what, inbound.quotes, content);
  if (member !== undefined && gesture !== null) {
    const scene = { before, inbound, group: { id: group.id, name }, member, content, world };
    return gesture.do === 'escalate' ? escalated(gesture, scene) : solvedByMonitor(gesture, scene);
  }
  if (member !== undefined && what.kind === 'text') {
    const ordered = orderOf(what.text, member, before, inbound, content, world);
    if (ordered !== null) return ordered;
  }
  const speaks = what.kind === 'text' || what.kind === 'media' || what.kind === 'location';
  return group.addressed && speaks ? inPrivate(before, inbound, what, content, world) : [];
}

/** The roster's name of this group; null = not ours, and nothing is done or kept. */
export function registered({ id, name }: GroupPlace, content: Content): string | null {
  const known = groupNames(content);
  return (name === undefined ? undefined : known.get(fold(name))) ?? known.get(fold(id.replace(/^group:/u, ''))) ?? null;
}

const names = new WeakMap<Content['roster'], ReadonlyMap<string, string>>();

function groupNames({ roster }: Content): ReadonlyMap<string, string> {
  const known = names.get(roster) ?? new Map([...roster.values()].flatMap(({ group }) => (group === null ? [] : [[fold(group), group] as const])));
  names.set(roster, known);
  return known;
}

/** The group's own monitors, and the helpdesk's people. */
function memberIn(name: string, { phone }: Inbound, content: Content): StaffMember | undefined {
  const member = phone === undefined ? undefined : deskMember(content, phone);
  if (member === undefined || phone === undefined) return undefined;
  return member.role !== 'monitor' || content.roster.get(phone)?.group === name ? member : undefined;
}

function gestureOf(what: GroupWhat, quoted: QuotedMessage, { rules }: Content): Gesture | null {
  if (what.kind === 'reaction') {
    if (what.emoji === rules.groups.escalate) return { do: 'escalate', quoted, said: '' };
    return what.emoji === rules.groups.solved ? { do: 'solved', quoted, said: '' } : null;
  }
  if (what.kind !== 'text') return null;
  const plain = bare(what.text);
  const escalates = ESCALATES.exec(plain);
  if (escalates !== null) return { do: 'escalate', quoted, said: afterWords(what.text, escalates[0]) };
  const solved = findNumbers(what.text).valid.length > 0 ? null : SOLVED.exec(plain);
  return solved === null ? null : { do: 'solved', quoted, said: afterWords(what.text, solved[0]) };
}

const afterWords = (text: string, said: string): string => text.trim().split(/\s+/u).slice(said.split(' ').length).join(' ').replace(/^[\s:,.;-]+/u, '');

/** "resolvido 40713 reiniciou" in the group is an order as in his own chat; the answer goes there, not into the group. */
function orderOf(text: string, member: StaffMember, before: Before, inbound: Inbound, content: Content, world: World): Change[] | null {
  if (findNumbers(text).valid.length === 0) return null;
  const order = command(text, null);
  if (order === null || order.do === 'faulty') return null;
  const known = knownContact(before, inbound, false, content, world);
  const to = { address: inbound.from, contactId: known.contact.id, via: inbound.via, fallback: null };
  return [...known.changes, ...deskChanges(order, { member, before, to, content, world, text, confirmed: false })];
}

/** Called by somebody: the talk goes on in his own chat, and the group reads one line that says so. What was said is never repeated in the group. */
function inPrivate(before: Before, inbound: Inbound, what: ChatWhat, content: Content, world: World): Change[] {
  const { group: _group, quotes: _quotes, ...alone } = inbound;
  const words = what.kind === 'text' ? what.text.replace(PREFIX, '').trim() : '';
  const said: ChatWhat = what.kind === 'text' ? { kind: 'text', text: words === '' ? 'olá' : words } : what;
  const changes = personTurn(before, { ...alone, what: said }, said, content, world);
  if (!content.rules.groups.news) return changes;
  const { contact } = knownContact(before, inbound, true, content, world);
  return [...changes, ...toGroup(inbound, renderNotice(content, languageOf(contact), 'group.in_private', { name: contact.name ?? '' }), null, world)];
}
