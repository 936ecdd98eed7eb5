/** Twilio's REST resources as JSON and its lists with their pages, as the 2010-04-01 API answers them. Used by the fake Twilio. */

export interface FakeMessage {
  readonly sid: string;
  /** As in the request: `whatsapp:+258...` or `+258...`. */
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly direction: 'outbound-api' | 'inbound';
  readonly contentSid: string | null;
  readonly contentVariables: string | null;
  readonly mediaUrls: readonly string[];
  readonly statusCallback: string | null;
  /** Ms UTC. */
  readonly at: number;
  /** Vendor's state; moved by `report`. */
  status: string;
  errorCode: number | null;
}

export interface FakeCall {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly url: string | null;
  readonly twiml: string | null;
  readonly statusCallback: string | null;
  readonly at: number;
}

const rfc2822 = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000');

export function messageJson(account: string, message: FakeMessage): object {
  const base = `/2010-04-01/Accounts/${account}/Messages/${message.sid}`;
  return {
    account_sid: account, api_version: '2010-04-01', body: message.body, date_created: rfc2822(message.at), date_sent: rfc2822(message.at), date_updated: rfc2822(message.at),
    direction: message.direction, error_code: message.errorCode, error_message: null, from: message.from, messaging_service_sid: null,
    num_media: String(message.mediaUrls.length), num_segments: '1', price: null, price_unit: 'USD', sid: message.sid, status: message.status,
    subresource_uris: { media: `${base}/Media.json` }, to: message.to, uri: `${base}.json`,
  };
}

export function callJson(account: string, call: FakeCall): object {
  return {
    account_sid: account, api_version: '2010-04-01', answered_by: null, caller_name: null, date_created: rfc2822(call.at), date_updated: rfc2822(call.at), direction: 'outbound-api',
    duration: null, end_time: null, from: call.from, parent_call_sid: null, phone_number_sid: null, price: null, price_unit: 'USD', sid: call.sid, start_time: null,
    status: 'queued', subresource_uris: {}, to: call.to, uri: `/2010-04-01/Accounts/${account}/Calls/${call.sid}.json`,
  };
}

export const mediaJson = (account: string, message: string, sid: string, mime: string): object =>
  ({ account_sid: account, content_type: mime, parent_sid: message, sid, uri: `/2010-04-01/Accounts/${account}/Messages/${message}/Media/${sid}.json` });

/** The exact shape the SDK pages through: `next_page_uri` is relative and null on the last page. */
export function page(path: string, key: string, rows: readonly object[], query: URLSearchParams): object {
  const size = Math.min(1000, Math.max(1, Number(query.get('PageSize') ?? 50)));
  const number = Number(query.get('Page') ?? 0);
  const at = (index: number): string => {
    const next = new URLSearchParams(query);
    next.set('PageSize', String(size));
    next.set('Page', String(index));
    if (index > 0) next.set('PageToken', `PA${index}`);
    return `${path}?${next.toString()}`;
  };
  const start = number * size;
  const shown = rows.slice(start, start + size);
  return {
    end: start + shown.length - 1, first_page_uri: at(0), next_page_uri: start + size < rows.length ? at(number + 1) : null, page: number, page_size: size,
    previous_page_uri: number === 0 ? null : at(number - 1), [key]: shown, start, uri: at(number),
  };
}

/** Filters of messages.list: To, From, DateSent (a day), DateSent> and DateSent< (both inclusive, as Twilio does). Newest first. */
export function filtered(messages: readonly FakeMessage[], query: URLSearchParams): FakeMessage[] {
  const time = (name: string): number | null => (query.has(name) ? Date.parse(query.get(name) ?? '') : null);
  const [to, from, day, after, before] = [query.get('To'), query.get('From'), query.get('DateSent'), time('DateSent>'), time('DateSent<')];
  return messages.filter((each) =>
    (to === null || each.to === to) && (from === null || each.from === from) && (day === null || new Date(each.at).toISOString().startsWith(day.slice(0, 10)))
    && (after === null || Math.floor(each.at / 1000) * 1000 >= after) && (before === null || each.at <= before)).reverse();
}

export const fault = (status: number, code: number, message: string): object => ({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
