/** The pairing page's own HTML, script and style: small enough to live in the build without files beside it. Served by page.ts. */

const escape = (text: string): string => text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;');

const STATES = ['idle', 'pairing', 'connecting', 'open', 'backing_off', 'stopped'] as const;
const REASONS = ['logged_out', 'banned_for_now', 'locked', 'banned', 'client_refused', 'phone_too_old', 'replaced', 'pairing_ended'] as const;
const OTHERS = ['bad_phone', 'failed', 'unlink_sure', 'linked'] as const;

/** @param texts the locale's `line.page.*` */
export function pageHtml(texts: Readonly<Record<string, string>>): string {
  const t = (key: string): string => texts[`line.page.${key}`] ?? key;
  const data = Object.fromEntries([...STATES.map((each) => `state_${each}`), ...REASONS.map((each) => `reason_${each}`), ...OTHERS].map((key) => [key, t(key)]));
  return `<!doctype html>
<html lang="${escape(t('lang'))}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(t('title'))}</title>
<link rel="stylesheet" href="/whatsapp/page.css"><script src="/whatsapp/page.js" defer></script></head>
<body data-texts="${escape(JSON.stringify(data))}">
<main>
<h1>${escape(t('title'))}</h1>
<p id="state" role="status" aria-live="polite"></p>
<p id="reason"></p>
<section id="qr" hidden><img alt="QR" width="320" height="320"><p>${escape(t('qr_how'))}</p></section>
<section id="code" hidden><p class="code"></p><p>${escape(t('code_how'))}</p></section>
<section id="pair">
<p>${escape(t('risk'))}</p>
<p><button id="show-qr">${escape(t('show_qr'))}</button></p>
<form id="by-code"><label>${escape(t('phone'))} <input name="phone" inputmode="tel" autocomplete="off" placeholder="+258..."></label> <button>${escape(t('ask_code'))}</button></form>
</section>
<p><button id="retry" hidden>${escape(t('retry'))}</button> <button id="unlink" class="danger" hidden>${escape(t('unlink'))}</button></p>
<p id="fault" role="alert"></p>
</main>
</body></html>`;
}

export const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f6f5;color:#17211c}main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:8px}
#state{font-size:1.2rem;font-weight:600}.code{font:600 2rem ui-monospace,monospace;letter-spacing:.2em}button{font:inherit;padding:.5rem 1rem}.danger{color:#a11}#fault{color:#a11}input{font:inherit;padding:.4rem}[hidden]{display:none}`;

/** Asks for the state every two seconds; what is shown is gone when it is gone there. */
export const SCRIPT = `const t = JSON.parse(document.body.dataset.texts);
const by = (id) => document.getElementById(id);
const img = by('qr').querySelector('img');
let shown = '';
function show(s) {
  by('state').textContent = t['state_' + s.state] + (s.number ? ' ' + s.number : '');
  by('reason').textContent = s.reason ? t['reason_' + s.reason] : '';
  if (s.qr && s.qr !== shown) img.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(s.qr);
  if (!s.qr) img.removeAttribute('src');
  shown = s.qr || '';
  by('qr').hidden = !s.qr;
  by('code').hidden = !s.code;
  by('code').firstElementChild.textContent = s.code ? s.code.slice(0, 4) + '-' + s.code.slice(4) : '';
  by('pair').hidden = s.state === 'open' || s.state === 'connecting' || s.state === 'backing_off';
  by('retry').hidden = s.state !== 'stopped' && s.state !== 'backing_off';
  by('unlink').hidden = s.state === 'idle' || s.state === 'pairing';
}
async function poll() {
  try { show(await (await fetch('/whatsapp/state', { cache: 'no-store' })).json()); by('fault').textContent = ''; } catch { by('fault').textContent = t.failed; }
}
async function order(path, body) {
  const answer = await fetch('/whatsapp' + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).catch(() => null);
  const fault = answer && !answer.ok ? (await answer.json()).error : null;
  await poll();
  if (!answer || fault) by('fault').textContent = fault === 'phone' ? t.bad_phone : fault === 'linked' ? t.linked : t.failed;
}
by('show-qr').onclick = () => order('/pair', { how: 'qr' });
by('by-code').onsubmit = (event) => { event.preventDefault(); order('/pair', { how: 'code', phone: event.target.phone.value }); };
by('retry').onclick = () => order('/retry', {});
by('unlink').onclick = () => { if (confirm(t.unlink_sure)) order('/unlink', { sure: true }); };
poll();
setInterval(poll, 2000);`;
