import type { KeyObject } from 'node:crypto';
import type { Enrolment } from '../../gallery/domain/ordered-enrolment.js';
import type { SealKey } from '../../protocol/domain/group-keys.js';
import { enrolment } from '../../protocol/schemas/enrolment.js';
import { parseJson } from '../../protocol/wire/bounded-json.js';
import { openSealed, sealJwk, sealKeyId } from '../../protocol/wire/sealed.js';

/** Decrypts content for this terminal, or for one of its groups. */
export class SealedContent {
  /** This terminal's public encryption key; a JWK. */
  readonly publicKey: SealKey;
  readonly #keyOf: (id: string) => KeyObject | undefined;

  private constructor(publicKey: SealKey, keyOf: (id: string) => KeyObject | undefined) {
    this.publicKey = publicKey;
    this.#keyOf = keyOf;
  }

  /** @param groupKeyOf the key of a group by its id */
  static async with(sealKey: KeyObject, groupKeyOf: (id: string) => KeyObject | undefined): Promise<SealedContent> {
    const publicKey = sealJwk(sealKey);
    const own = await sealKeyId(publicKey);
    return new SealedContent(publicKey, (id) => (id === own ? sealKey : groupKeyOf(id)));
  }

  /** @throws CommandRejected (rejects) `envelope.*` */
  open(sealed: string): Promise<Uint8Array> {
    return openSealed(sealed, this.#keyOf);
  }

  /** @throws CommandRejected (rejects) `envelope.*` */
  async enrolment(sealed: string): Promise<Enrolment> {
    return parseJson(Buffer.from(await this.open(sealed)), enrolment, { depth: 8, count: 20_000 });
  }
}
