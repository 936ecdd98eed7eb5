/** What an order is carried out with: who ordered, what was loaded, how to answer. Shapes for the files of gateway/desk. */
import type { Content, StaffMember } from '../../content/types.js';
import { renderChat, renderNotice } from '../../conversation/render.js';
import { sight } from '../../helpdesk/rights.js';
import type { Sight } from '../../helpdesk/rights.js';
import type { Ticket, TicketEvent, TicketEventType } from '../../helpdesk/ticket.js';
import type { Before } from '../../store/port.js';
import type { Change } from '../change.js';
import { queueWords } from '../outgoing.js';
import type { Recipient } from '../outgoing.js';
import type { Language } from '../records.js';
import type { World } from '../world.js';

export interface DeskScene {
  readonly member: StaffMember;
  readonly before: Before;
  /** The member's own chat. */
  readonly to: Recipient;
  readonly content: Content;
  readonly world: World;
  /** The message as typed. */
  readonly text: string;
  /** The member has said "sim" to it. */
  readonly confirmed: boolean;
}

export type Vars = Readonly<Record<string, string | number>>;

/** L3 works in English (SOP L53), others in the first of their languages. */
export const languageOfMember = (member: StaffMember): Language => (member.role === 'l3' ? 'en' : member.languages[0] ?? 'pt');

/** An answer to the member, in his language. @param key text key, as `desk.took` */
export function reply(scene: DeskScene, key: string, vars: Vars = {}, ticket: string | null = null): Change[] {
  const text = renderNotice(scene.content, languageOfMember(scene.member), key, vars);
  return queueWords(scene.to, { text }, { purpose: 'answer', ticket }, scene.world);
}

/** Words for an answer that is read now: times are "hoje às 10:40". */
export function sayNow({ content, member, world }: Pick<DeskScene, 'content' | 'member' | 'world'>, key: string, vars: Vars = {}): string {
  return renderChat([{ type: 'say', key, vars }], { content, language: languageOfMember(member), now: world.now }).messages.map(({ text }) => text).join('\n\n');
}

/** An answer of words that are made already. */
export const answer = (scene: DeskScene, text: string, ticket: string | null = null): Change[] => queueWords(scene.to, { text }, { purpose: 'answer', ticket }, scene.world);

/** A move as an event with time, actor and channel (SOP L9). */
export function moved(scene: DeskScene, number: string, type: TicketEventType, text: string | null = null): Change {
  const event: TicketEvent = { ticket: number, at: scene.world.now, type, by: scene.member.name, channel: 'desk', text };
  return { do: 'ticket.event', event };
}

/** The ticket an order names, if it was loaded. */
export const ticketIn = ({ before }: DeskScene, number: string): Ticket | undefined =>
  [...before.named, ...before.desk, ...before.tickets].find((each) => each.number === number);

/** May this member look at the ticket? */
export const sees = (ticket: Ticket, { member, content }: Pick<DeskScene, 'member' | 'content'>): Sight =>
  sight(ticket, member, (phone) => content.roster.get(phone)?.monitorPhone ?? null);
