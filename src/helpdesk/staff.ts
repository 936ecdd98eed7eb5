/** The helpdesk's people: who is this number, who is on shift, who covers an area. Pure; called by the gateway for commands, alerts and ringing. */
import type { Content, StaffMember } from '../content/types.js';
import { isOpen } from './calendar.js';

const byPhone = new WeakMap<readonly StaffMember[], ReadonlyMap<string, StaffMember>>();

/** @param phone E.164, as in staff.csv */
export function staffByPhone(content: Content, phone: string): StaffMember | undefined {
  let index = byPhone.get(content.staff);
  if (index === undefined) {
    index = new Map(content.staff.map((member) => [member.phone, member]));
    byPhone.set(content.staff, index);
  }
  return index.get(phone);
}

/** Who may give orders from this number: the helpdesk's people, and the local monitors of the roster (SOP L1). */
export function deskMember(content: Content, phone: string): StaffMember | undefined {
  const member = staffByPhone(content, phone);
  const known = member === undefined ? content.roster.get(phone) : undefined;
  if (known?.role !== 'monitor') return member;
  /** The manager paused or removed him from chat. */
  if (content.standing?.staff.some((row) => row.phone === phone && row.state !== 'active') === true) return undefined;
  return { name: known.name, phone, role: 'monitor', areas: [`${known.province}/${known.district}`], languages: ['pt'], shift: content.deskCalendar };
}

/** Those of a role who are on shift, in the order of staff.csv. Without an area: wherever they work. @param at ms UTC */
export function onShift(content: Content, at: number, who: { readonly role: StaffMember['role']; readonly area?: string | undefined }): StaffMember[] {
  return content.staff.filter((member) => {
    return member.role === who.role && inArea(member.areas, who.area) && isOnShift(content, member, at);
  });
}

/** What he said himself ("turno entrar", "turno sair") stands before his shift's calendar until it runs out. @param at ms UTC */
export function isOnShift(content: Content, member: StaffMember, at: number): boolean {
  const said = content.duty[member.phone];
  if (said !== undefined && at < said.until) return said.on;
  const calendar = content.calendars[member.shift];
  return calendar !== undefined && isOpen(calendar, at);
}

/**
 * @param areas `*`, `Tete` or `Tete/Moatize` @param area where something is: the same without `*`
 * What lies in an unknown place, or an unknown district of the province, is everybody's there, so that nobody's ticket is out of sight.
 */
export function inArea(areas: readonly string[], area: string | undefined): boolean {
  if (area === undefined) return true;
  return areas.some((own) => own === '*' || own === area || area.startsWith(`${own}/`) || own.startsWith(`${area}/`));
}
