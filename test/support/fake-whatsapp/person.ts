/** A person with one phone: a Signal identity that encrypts to the bot and reads what it sends. Made by server.ts. */
import { Curve, DEFAULT_CONNECTION_CONFIG, KEY_BUNDLE_TYPE, encodeBigEndian, encodeWAMessage, generateRegistrationId, generateSignalPubKey, getNextPreKeys, initAuthCreds, proto, signedKeyPair, unpadRandomMax16, xmppPreKey, xmppSignedPreKey } from '@whiskeysockets/baileys';
import type { AuthenticationCreds, SignalDataSet, SignalDataTypeMap, SignalKeyStoreWithTransaction, UserFacingSocketConfig } from '@whiskeysockets/baileys';
import type { BotKeys, Cipher, Person, PersonOptions } from './types.js';

type Silent = NonNullable<UserFacingSocketConfig['logger']>;
export const silent: Silent = { level: 'silent', child: () => silent, trace: () => undefined, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * libsignal has one queue per remote address for the whole process, and a queued job runs in the async context of whoever started the queue.
 * All our people talk to one address (the bot), so their crypto must not overlap. Between two of them sockets and timers have their turn: hundreds of people
 * who write in the same moment would otherwise hold up the keep-alive of the very line they write to.
 */
let chain: Promise<unknown> = Promise.resolve();
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const done = chain.then(() => new Promise<void>((next) => void setImmediate(next))).then(work);
  chain = done.catch(() => undefined);
  return done;
}

/** @param keysOfBot called when a first message needs a session @throws while the bot has not uploaded its keys */
export function createPerson(options: PersonOptions, keysOfBot: () => BotKeys): Person {
  let keys: SignalKeyStoreWithTransaction;
  const pn = `${options.pn}@s.whatsapp.net`;
  const lid = options.lid === undefined ? undefined : `${options.lid}@lid`;

  async function encrypt(device: string, message: proto.IMessage): Promise<Cipher> {
    if (!person.sessionWith.has(device)) {
      const { identity, preKeys, registrationId, signedPreKey } = keysOfBot();
      const preKey = preKeys.shift();
      await person.repo.injectE2ESession({ jid: device, session: { registrationId, identityKey: generateSignalPubKey(identity), signedPreKey, ...(preKey === undefined ? {} : { preKey }) } });
      person.sessionWith.add(device);
    }
    return person.repo.encryptMessage({ jid: device, data: encodeWAMessage(proto.Message.create(message)) });
  }

  const person: Person = {
    pn, lid, name: options.name ?? '', registered: true, sessionWith: new Set(), senderKeySent: new Set(),
    ...fresh(),
    reset() {
      Object.assign(person, fresh());
      person.sessionWith.clear();
      person.senderKeySent.clear();
    },
    async bundle(jid) {
      const { update, preKeys } = await getNextPreKeys({ creds: person.creds, keys }, 1);
      Object.assign(person.creds, update);
      const [[id, pair] = []] = Object.entries(preKeys);
      if (id === undefined || pair === undefined) throw new Error('no prekey was made');
      return {
        tag: 'user', attrs: { jid }, content: [
          { tag: 'registration', attrs: {}, content: encodeBigEndian(person.creds.registrationId) },
          { tag: 'type', attrs: {}, content: KEY_BUNDLE_TYPE },
          { tag: 'identity', attrs: {}, content: Buffer.from(person.creds.signedIdentityKey.public) },
          xmppSignedPreKey(person.creds.signedPreKey), xmppPreKey(pair, Number(id)),
        ],
      };
    },
    encrypt: (device, message) => oneAtATime(() => encrypt(device, message)),
    decrypt: (device, type, ciphertext) => oneAtATime(async () => {
      const bytes = await person.repo.decryptMessage({ jid: device, type, ciphertext });
      person.sessionWith.add(device);
      return proto.Message.decode(unpadRandomMax16(bytes));
    }),
  };

  function fresh(): Pick<Person, 'creds' | 'repo'> {
    const creds = ownKeys({ id: pn, ...(lid === undefined ? {} : { lid }) });
    keys = memoryKeys();
    return { creds, repo: DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, silent, () => Promise.resolve([])) };
  }
  return person;
}

let common: AuthenticationCreds | null = null;

/** An identity of its own. The signature, ten milliseconds each, only for whom the bot writes to first; the keys of a login nobody here uses. */
function ownKeys(me: NonNullable<AuthenticationCreds['me']>): AuthenticationCreds & { me: typeof me } {
  common ??= initAuthCreds();
  const identity = Curve.generateKeyPair();
  let signed: AuthenticationCreds['signedPreKey'] | null = null;
  const creds = { ...common, me, registrationId: generateRegistrationId(), signedIdentityKey: identity };
  return Object.defineProperty(creds, 'signedPreKey', { get: () => (signed ??= signedKeyPair(identity, 1)) });
}

/** Baileys' own transactions hang on an AsyncLocalStorage for each store, and with hundreds of them every promise of the process pays for all; one at a time needs none. */
function memoryKeys(): SignalKeyStoreWithTransaction {
  const kept = new Map<string, unknown>();
  return {
    isInTransaction: () => true,
    transaction: (work) => work(),
    get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]): Record<string, SignalDataTypeMap[T]> => {
      const found = ids.map((id) => [id, kept.get(`${type}/${id}`)] as const).filter(([, value]) => value !== undefined);
      return Object.fromEntries(found) as Record<string, SignalDataTypeMap[T]>;
    },
    set: (data: SignalDataSet): void => {
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values)) {
          if (value === null || value === undefined) kept.delete(`${type}/${id}`);
          else kept.set(`${type}/${id}`, value);
        }
      }
    },
  };
}
