/** Keeps the bytes of a file that somebody sent: believes what they are, not what they are called; written whole or not at all. Called by every media fetcher. */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** WhatsApp's own limit for media, twilio.md 1.1. */
export const MAX_MEDIA_BYTES = 16 * 1024 * 1024;

/** `file` is relative to VAR_DIR. Faults: `too_big` and `type` are told to the person, the others are ours. */
export type Fetched =
  | { readonly ok: true; readonly file: string; readonly mime: string; readonly bytes: number }
  | { readonly ok: false; readonly fault: 'too_big' | 'type' | 'lost' | (string & {}) };

/** What a field worker's telephone makes, and what the desk can open. No pages, programs or archives. */
const ALLOWED: ReadonlySet<string> = new Set([
  'jpg', 'png', 'webp', 'gif', 'heic', 'ogg', 'oga', 'opus', 'amr', '3gp', 'aac', 'mp3', 'm4a', 'wav', 'webm', 'mp4', 'mov', 'pdf', 'docx', 'xlsx', 'pptx', 'cfb', 'vcf',
]);
/** Old Office files share one container: the declared type says which. */
const OLD_OFFICE: Readonly<Record<string, string>> = { 'application/msword': 'doc', 'application/vnd.ms-excel': 'xls', 'application/vnd.ms-powerpoint': 'ppt' };
/** Text has no signature: allowed only where it was declared as such. */
const TEXT: Readonly<Record<string, string>> = { 'text/vcard': 'vcf', 'text/x-vcard': 'vcf', 'text/plain': 'txt', 'text/csv': 'csv' };

export async function keepMedia(varDir: string, id: string, bytes: Uint8Array, declaredMime: string): Promise<Fetched> {
  if (bytes.byteLength > MAX_MEDIA_BYTES) return { ok: false, fault: 'too_big' };
  if (bytes.byteLength === 0) return { ok: false, fault: 'lost' };
  const type = await sniff(bytes, declaredMime.toLowerCase().split(';')[0]?.trim() ?? '');
  if (type === null) return { ok: false, fault: 'type' };
  const safe = id.replace(/[^\w-]/gu, '_').slice(0, 100);
  const shelf = createHash('sha256').update(id).digest('hex').slice(0, 2);
  const file = ['media', shelf, `${safe}.${type.extension}`].join('/');
  const target = join(varDir, file);
  await mkdir(join(varDir, 'media', shelf), { recursive: true });
  await writeFile(`${target}.part`, bytes, { flush: true });
  await rename(`${target}.part`, target);
  return { ok: true, file, mime: type.mime, bytes: bytes.byteLength };
}

async function sniff(bytes: Uint8Array, declared: string): Promise<{ readonly extension: string; readonly mime: string } | null> {
  /** Loaded at the first file: the gateway is ready sooner. */
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  if (found !== undefined) {
    if (!ALLOWED.has(found.ext)) return null;
    if (found.ext !== 'cfb') return { extension: found.ext, mime: found.mime };
    const office = OLD_OFFICE[declared];
    return office === undefined ? null : { extension: office, mime: declared };
  }
  const extension = TEXT[declared];
  return extension !== undefined && isText(bytes) ? { extension, mime: declared } : null;
}

/** UTF-8 without control characters, and no page: markup would run in the browser of whoever opens it. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return !/[\u0000-\u0008\u000e-\u001f]/u.test(text) && !/^\s*<(!doctype|html|svg|script|\?xml)/iu.test(text);
  } catch {
    return false;
  }
}
