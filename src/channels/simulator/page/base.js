/** What every room of the page uses: elements, words in two languages, times, the gateway's answers, "look again". Knows no room. */

export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

/** What the page knows of its own: language, texts of the locales, the campaign's offset from UTC, people. */
export const page = { language: localStorage.getItem('language') === 'en' ? 'en' : 'pt', texts: { pt: {}, en: {} }, offset: 0, people: [] };

/** A text of the page, or of the catalogues (`type.`, `category.`). @param otherwise where there is none */
export function t(key, vars = {}, otherwise = key) {
  const texts = page.texts[page.language];
  const text = texts[`simulator.${key}`] ?? texts[key] ?? otherwise;
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(vars[name] ?? ''));
}

/** An element with attributes, listeners (`onclick`) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export async function api(path, body) {
  const response = await fetch(path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? response.statusText), { status: response.status });
  return answer;
}

/** The wall clock as written in the time (the campaign's zone), whatever zone the browser is in. */
export const clockOf = (iso) => iso.slice(11, 16);
export const dayOf = (iso) => `${iso.slice(8, 10)}/${iso.slice(5, 7)}`;
export const whenOf = (iso) => `${dayOf(iso)} ${clockOf(iso)}`;

/** A UTC time in the campaign's zone. */
export const local = (iso) => new Date(Date.parse(iso) + page.offset).toISOString();

/** @returns ms of the offset that the time is written with */
export function offsetOf(iso) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(iso);
  return found === null ? 0 : (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000;
}

export const nameOf = (number) => page.people.find((person) => person.phone === number)?.name ?? null;

/** Something new in a room that is not on the screen of a small telephone. */
export function news(tab) {
  if (document.body.dataset.tab !== tab) $(`nav [data-tab=${tab}] .news`)?.removeAttribute('hidden');
}

/** Something was done: app.js looks at once and a little later. */
export const soon = () => void document.dispatchEvent(new Event('soon'));

/** Keeps the nodes that did not change, so that the focus stays and a screen reader announces only what is new. */
export function sync(parent, nodes) {
  const old = [...parent.children];
  let same = 0;
  while (same < old.length && same < nodes.length && old[same].isEqualNode(nodes[same])) same += 1;
  for (const node of old.slice(same)) node.remove();
  parent.append(...nodes.slice(same));
}
