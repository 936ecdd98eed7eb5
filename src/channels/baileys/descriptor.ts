/** What is needed to fetch a file later, as one opaque URL in MediaRef: keys and place of WhatsApp's store, or the few bytes themselves. Written by content.ts, read by media.ts. */
import * as z from 'zod';

const MARK = 'baileys:';

const Key = z.object({ remoteJid: z.string(), id: z.string(), fromMe: z.boolean(), participant: z.string().optional() });

const Descriptor = z.union([
  z.object({
    type: z.enum(['image', 'video', 'audio', 'document']),
    /** Of the message: asked by it to be put into the store again. */
    key: Key,
    mediaKey: z.base64(),
    path: z.string().startsWith('/').optional(),
    url: z.string().optional(),
    /** Bytes as announced; 0 = not said. */
    length: z.number().nonnegative(),
    sha256: z.base64().optional(),
  }),
  z.object({ inline: z.base64() }),
]);
export type Descriptor = z.infer<typeof Descriptor>;
export type Stored = Exclude<Descriptor, { inline: string }>;

export const descriptorUrl = (descriptor: Descriptor): string => MARK + Buffer.from(JSON.stringify(descriptor)).toString('base64url');

/** @returns null where it is none of ours */
export function readDescriptor(url: string): Descriptor | null {
  if (!url.startsWith(MARK)) return null;
  try {
    return Descriptor.safeParse(JSON.parse(Buffer.from(url.slice(MARK.length), 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
