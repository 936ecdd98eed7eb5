/** Programmatic queries leave the helpdesk (SOP L23, L31): the right NMCP contact by topic, place and hour, his card, a word to him, and a record as configured. Pure. */
import type { Draft, Effect, Vars } from '../../flows/types.js';
import { file } from '../helpdesk/filing.js';
import { pickContact, standIn } from '../helpdesk/nmcp.js';
import { provinceOf } from '../helpdesk/filing.js';
import { tellNmcp } from './alerts.js';
import type { Change } from './change.js';
import { saveTicket } from './desk/save.js';
import type { Scene } from './effects.js';
import { queue } from './outgoing.js';
import { renderNotice } from '../conversation/render.js';
import { languageOf } from './outgoing.js';
import type { Contact } from './records.js';

type Redirect = Extract<Effect, { type: 'redirect' }>;

export function redirect(effect: Redirect, contact: Contact, scene: Scene): { changes: Change[]; spoken: Effect[] } {
  const { content, world } = scene;
  const district = effect.district ?? contact.district;
  const wanted = { topic: effect.topic, province: provinceOf(content, district) ?? contact.province, district, at: world.now };
  const picked = pickContact(content, wanted);
  const urgent = standIn(content, wanted);
  const { name, phone } = picked.contact;
  const vars: Vars = picked.opensAt === null ? { name, phone } : { name, phone, opensAt: picked.opensAt };
  const spoken: Effect[] = [
    { type: 'say', key: `redirect.topic_text.${effect.topic}` },
    { type: 'say', key: picked.reachableNow || picked.opensAt === null ? 'redirect.contact' : 'redirect.contact_later', vars },
    ...(urgent === null ? [] : [{ type: 'say' as const, key: 'redirect.urgent', vars: { name: urgent.name, phone: urgent.phone } }]),
  ];
  const changes: Change[] = [...tellNmcp(picked.contact, contact, effect.topic, effect.text, content, world)];
  if (scene.medium === 'chat') {
    const text = renderNotice(content, languageOf(contact), 'redirect.card', { name, phone });
    changes.push(queue(scene.to, { kind: 'card', name, phone, text }, { purpose: 'answer' }, world));
  }
  if (content.campaign.options.redirect !== 'redirect') changes.push({ do: 'count', name: 'redirected', label: effect.topic, at: world.now, by: 1 });
  if (content.campaign.options.redirect === 'redirect+ticket') changes.push(...recorded(effect, district, contact, scene));
  return { changes, spoken };
}

/** SOP question 15: logged as `redirected`, with no work left for the helpdesk. */
function recorded(effect: Redirect, district: string | null, contact: Contact, scene: Scene): Change[] {
  const draft: Draft = {
    type: 'programmatic', text: effect.text, answers: { topic: effect.topic }, impact: 'one', district, confidence: null, evidence: [], partial: false, status: 'redirected',
  };
  const filed = file(draft, { contact, address: scene.address }, scene.channel, scene.world.takeTicket(), scene.world.now, scene.content);
  return [
    ...saveTicket(filed.ticket, scene.content, scene.world),
    ...filed.events.map((event): Change => ({ do: 'ticket.event', event })),
    { do: 'media.claim', contactId: contact.id, ticket: filed.ticket.number, since: scene.startedAt },
  ];
}
