/** Preload for a gateway in a process of its own: `FAKE_WHATSAPP_ROOT=<hex> node --import ./trust.mjs ...` makes its Baileys trust the fake server. */
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';

const hex = process.env.FAKE_WHATSAPP_ROOT ?? '';
if (!/^[0-9a-f]{64}$/iu.test(hex)) throw new Error('FAKE_WHATSAPP_ROOT must be 64 hex digits');
WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(hex, 'hex');
