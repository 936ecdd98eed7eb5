/** The only reader of the environment (contract.md "Environment"): raw values -> checked Config, or a fault that names the variable. */

export interface TwilioConfig {
  readonly accountSid: string;
  /** First one signs REST calls, all verify (rotation). */
  readonly authTokens: readonly string[];
  readonly apiUrl: string | null;
  readonly contentUrl: string | null;
  /** E.164 without prefix, null = that way out is off. */
  readonly whatsappFrom: string | null;
  readonly voiceFrom: string | null;
  readonly smsFrom: string | null;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** No trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly varDir: string;
  readonly whatsapp: 'twilio' | 'baileys' | 'off';
  readonly twilio: TwilioConfig | null;
  readonly simulator: boolean;
  /** `user:password`; needed where the simulator is on and HOST is not loopback. */
  readonly simulatorLogin: string | null;
  /** Virtual clock: start (ms UTC) and rate; null = real time. Rate 0 stands still until told. */
  readonly clock: { readonly start: number; readonly rate: number } | null;
  readonly logLevel: string;
  readonly timezone: string;
}
